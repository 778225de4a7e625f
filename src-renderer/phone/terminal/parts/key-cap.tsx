import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { cx } from '../../../ui/kit/class-names.ts';
import type { BarKey } from '../keys/key-bar-items.ts';
import { KeyPress } from '../keys/key-press.ts';
import type { Hold } from '../keys/sticky-modifiers.ts';
import { useScreen, useScreenState } from './use-screen.ts';

/** One key of the bar. It never takes the focus: the soft keyboard would go. */
export function KeyCap({ bar }: { readonly bar: BarKey }): ReactNode {
  const screen = useScreen();
  const { clock } = screen.options;
  const hold = useScreenState(({ holds }) => (bar.kind === 'modifier' ? holds[bar.name] : 'off'));
  const [down, setDown] = useState(false);
  const press = useMemo(() => new KeyPress(clock, () => screen.press(bar)), [clock, screen, bar]);
  useEffect(() => () => press.cancel(), [press]);
  const modifier = bar.kind === 'modifier';
  return (
    <button
      type="button"
      aria-label={modifier ? spokenHold(bar.spoken, hold) : bar.spoken}
      {...(modifier ? { 'aria-pressed': hold !== 'off' } : {})}
      data-key={bar.label}
      className={cx(
        'relative flex h-11 min-w-11 shrink-0 touch-pan-x select-none items-center justify-center rounded-lg px-2.5 font-medium text-[15px] [-webkit-touch-callout:none]',
        hold === 'locked'
          ? 'bg-accent-solid text-on-accent'
          : hold === 'once'
            ? 'bg-selected text-accent'
            : down
              ? 'bg-selected text-text'
              : 'text-text',
      )}
      onPointerDown={(event) => {
        press.down(event.clientX, event.clientY, bar.kind === 'key' && bar.repeats);
        setDown(true);
      }}
      onPointerMove={(event) => {
        press.move(event.clientX, event.clientY);
        setDown(press.isDown);
      }}
      onPointerUp={() => {
        press.up();
        setDown(false);
      }}
      onPointerCancel={() => {
        press.cancel();
        setDown(false);
      }}
      onMouseDown={(event) => event.preventDefault()}
      onContextMenu={(event) => event.preventDefault()}
      onClick={() => press.click()}
    >
      {bar.label}
      {hold !== 'off' && (
        <span
          aria-hidden
          className={cx(
            'absolute inset-x-3 bottom-1 h-0.5 rounded-full',
            hold === 'locked' ? 'bg-on-accent' : 'bg-accent',
          )}
        />
      )}
    </button>
  );
}

function spokenHold(name: string, hold: Hold): string {
  if (hold === 'locked') return `${name}, locked`;
  return hold === 'once' ? `${name}, for the next key` : name;
}
