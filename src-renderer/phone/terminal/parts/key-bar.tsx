import { Keyboard, KeyboardOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../../../ui/kit/class-names.ts';
import { barKeys } from '../keys/key-bar-items.ts';
import { KeyCap } from './key-cap.tsx';
import { TouchButton } from './touch-button.tsx';
import { useHabits, useScreen, useScreenState, useStanding } from './use-screen.ts';

/** The keys that a phone's keyboard lacks, in the user's order, and the way to show and hide that keyboard. */
export function KeyBar(): ReactNode {
  const screen = useScreen();
  const items = useHabits(({ bar }) => bar);
  const up = useScreenState(({ keyboardUp }) => keyboardUp);
  const standing = useStanding();
  const idle = standing !== 'ours' && standing !== 'free';
  return (
    <div
      role="toolbar"
      aria-label="Keys"
      aria-disabled={idle}
      className="flex h-12 items-center border-line border-t bg-chrome"
    >
      <div
        className={cx(
          'no-scrollbar flex h-12 min-w-0 flex-1 items-center gap-0.5 overflow-x-auto overscroll-x-contain px-1 [mask-image:linear-gradient(to_right,#000_calc(100%-24px),transparent)]',
          idle && 'opacity-45',
        )}
      >
        {barKeys(items).map(({ id, key }) => (
          <KeyCap key={id} bar={key} />
        ))}
        <span className="w-4 shrink-0" />
      </div>
      <TouchButton
        look="icon"
        keepsKeyboard
        className="mr-1 w-12"
        aria-label={up ? 'Hide keyboard' : 'Show keyboard'}
        onClick={() => (up || screen.hasFocus ? screen.hideKeyboard() : screen.focus())}
      >
        {up ? <KeyboardOff className="size-5" aria-hidden /> : <Keyboard className="size-5" aria-hidden />}
      </TouchButton>
    </div>
  );
}
