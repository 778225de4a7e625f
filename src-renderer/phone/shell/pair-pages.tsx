import { LoaderCircle } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { TouchButton } from '../terminal/parts/touch-button.tsx';
import type { KeptHub } from './kept-hub.ts';
import type { Standing } from './phone-app.ts';
import { Notice, PlainScreen } from './screen.tsx';
import { tidyCode } from './tidy-code.ts';

export interface StrangerPageProps {
  readonly why: string | undefined;
  readonly onCode: (code: string) => void;
}

/** Nobody is known here: how a phone gets in. */
export function StrangerPage({ why, onCode }: StrangerPageProps): ReactNode {
  const [code, setCode] = useState('');
  return (
    <PlainScreen title="Pair this phone">
      {why !== undefined && <Notice alert>{why}</Notice>}
      <p>
        On your computer choose <b>Pair a phone…</b> in Homeport, or run{' '}
        <code className="font-mono">homeport pair</code>. Scan its code with the camera, or type the letters below it
        here.
      </p>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          onCode(code);
        }}
      >
        <label className="flex flex-col gap-1.5">
          <span className="text-[13px] text-muted">Code</span>
          <input
            value={code}
            onChange={(event) => setCode(tidyCode(event.target.value))}
            autoCapitalize="characters"
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            inputMode="text"
            enterKeyHint="go"
            placeholder="XXXX-XXXX-XXXX"
            className="h-13 rounded-lg border border-line-strong bg-field px-3 font-mono text-[19px] uppercase tracking-wide placeholder:text-faint"
          />
        </label>
        <TouchButton look="primary" className="min-h-12" onClick={() => onCode(code)} disabled={code.trim() === ''}>
          Pair
        </TouchButton>
      </form>
    </PlainScreen>
  );
}

export interface AskPageProps {
  readonly standing: Standing & { readonly kind: 'asking' | 'moving' };
  readonly onStop: () => void;
}

/** Waits: for the computer to know the code, then until somebody there has picked the number. */
export function AskPage({ standing, onStop }: AskPageProps): ReactNode {
  const comparison = standing.kind === 'asking' ? standing.comparison : undefined;
  return (
    <PlainScreen title={comparison === undefined ? titleOf(standing) : 'Pick this number on your computer'}>
      <p
        role="status"
        aria-label={comparison === undefined ? 'Please wait' : comparison.split('').join(' ')}
        className="flex h-24 items-center justify-center rounded-xl border border-line bg-raised font-mono text-[44px] tabular-nums tracking-wider"
      >
        {comparison === undefined ? (
          <LoaderCircle className="size-8 text-muted motion-safe:animate-spin" aria-hidden />
        ) : (
          `${comparison.slice(0, 3)} ${comparison.slice(3)}`
        )}
      </p>
      <p className="min-h-18 text-muted">
        {comparison === undefined
          ? 'This takes a moment.'
          : 'Leave this page open until it is done. If your computer shows four other numbers, somebody else may have taken the code: choose “It shows none of them” there.'}
      </p>
      <TouchButton onClick={onStop}>Cancel</TouchButton>
    </PlainScreen>
  );
}

function titleOf(standing: AskPageProps['standing']): string {
  if (standing.kind === 'moving') return 'Going on here…';
  return standing.by === 'code' ? 'Checking the code…' : 'Connecting…';
}

export interface KnownPageProps {
  readonly kept: KeptHub;
  /** The hub's id in the code that was scanned. */
  readonly offered: string;
  readonly onStay: () => void;
  readonly onPair: () => void;
}

/** A code was scanned by a phone that is paired already. */
export function KnownPage({ kept, offered, onStay, onPair }: KnownPageProps): ReactNode {
  const { id, name } = kept.hub;
  const same = id === offered;
  return (
    <PlainScreen title={same ? `This phone is paired with ${name} already` : `This phone is paired with ${name}`}>
      <p>
        {same
          ? 'You need no code to come back. Pairing it anew makes another device of it; the one of now stays listed on the computer until you remove it there.'
          : `The code is of another computer, which has the address that ${name} had. Pairing with it makes this page forget ${name}.`}
      </p>
      <TouchButton look="primary" onClick={same ? onStay : onPair}>
        {same ? `Go to ${name}` : 'Pair with the other computer'}
      </TouchButton>
      <TouchButton onClick={same ? onPair : onStay}>{same ? 'Pair it anew' : `Stay with ${name}`}</TouchButton>
    </PlainScreen>
  );
}

export interface MovedPageProps {
  readonly to: string;
  readonly onStay: () => void;
}

/** The phone has gone on elsewhere: where that is. */
export function MovedPage({ to, onStay }: MovedPageProps): ReactNode {
  return (
    <PlainScreen title="This phone goes on at a better address">
      <p>
        You moved it to <b className="break-all">{to}</b>. Open Homeport there, and put that page on your home screen in
        the place of this one.
      </p>
      <a
        href={`${to}/phone/`}
        className="inline-flex min-h-11 items-center justify-center rounded-lg bg-accent-solid px-4 font-medium text-[15px] text-on-accent active:bg-accent-hover"
      >
        Open it there
      </a>
      <TouchButton onClick={onStay}>Use it here all the same</TouchButton>
    </PlainScreen>
  );
}
