import { LoaderCircle } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { TouchButton } from '../terminal/parts/touch-button.tsx';

/** Nobody is known here: how a phone gets in. */
export function StrangerPage({
  why,
  onCode,
}: {
  readonly why: string | undefined;
  readonly onCode: (code: string) => void;
}): ReactNode {
  const [code, setCode] = useState('');
  return (
    <Page title="Pair this phone">
      {why !== undefined && (
        <p role="alert" className="rounded-lg bg-warn-wash px-4 py-3">
          {why}
        </p>
      )}
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
            onChange={(event) => setCode(event.target.value)}
            autoCapitalize="characters"
            autoComplete="one-time-code"
            autoCorrect="off"
            spellCheck={false}
            placeholder="XXXX-XXXX-XXXX"
            className="h-12 rounded-lg border border-line-strong bg-field px-3 font-mono text-[18px] uppercase tracking-wide placeholder:text-faint"
          />
        </label>
        <TouchButton look="primary" onClick={() => onCode(code)} disabled={code.trim() === ''}>
          Pair
        </TouchButton>
      </form>
    </Page>
  );
}

/** Waits until somebody at the computer has picked the number. */
export function AskPage({
  comparison,
  onStop,
}: {
  readonly comparison: string | undefined;
  readonly onStop: () => void;
}): ReactNode {
  return (
    <Page title={comparison === undefined ? 'Connecting…' : 'Pick this number on your computer'}>
      <p
        role="status"
        aria-label={comparison === undefined ? 'Connecting' : comparison.split('').join(' ')}
        className="flex h-24 items-center justify-center rounded-xl border border-line bg-raised font-mono text-[44px] tabular-nums tracking-wider"
      >
        {comparison === undefined ? (
          <LoaderCircle className="size-8 text-muted motion-safe:animate-spin" aria-hidden />
        ) : (
          `${comparison.slice(0, 3)} ${comparison.slice(3)}`
        )}
      </p>
      <p className="text-muted">
        If your computer shows four other numbers, somebody else may have taken the code: choose “It shows none of them”
        there.
      </p>
      <TouchButton onClick={onStop}>Cancel</TouchButton>
    </Page>
  );
}

function Page({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <main className="mx-auto flex min-h-full max-w-md flex-col justify-center gap-5 px-6 py-10 text-[15px] leading-relaxed">
      <img src="./icon.svg" width="52" height="52" alt="" />
      <h1 className="text-balance font-semibold text-[22px] tracking-tight">{title}</h1>
      {children}
    </main>
  );
}
