import {
  ClipboardPaste,
  Copy,
  Keyboard,
  type LucideIcon,
  Minus,
  MonitorDown,
  Plus,
  Search,
  Unplug,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../../../ui/kit/class-names.ts';
import { readsComposed } from '../input/composition-policy.ts';
import { FONT_PRESETS } from '../touch/font-presets.ts';
import { Sheet } from './sheet.tsx';
import { TouchButton } from './touch-button.tsx';
import { useHabits, useScreen, useScreenState, useStanding } from './use-screen.ts';

/** What one does with a terminal less often than typing. */
export function MenuSheet(): ReactNode {
  const screen = useScreen();
  const standing = useStanding();
  const hardware = useScreenState((state) => state.hardware);
  const mayType = standing === 'ours' || standing === 'free';
  const then = (run: () => void) => () => {
    screen.close();
    run();
  };
  return (
    <Sheet title="Terminal">
      <div className="-mx-4 flex flex-col">
        <Item icon={Search} first onSelect={then(() => screen.store.setState({ finding: true }))}>
          Find
        </Item>
        <Item icon={Copy} onSelect={then(() => screen.copyLastOutput())}>
          Copy last command’s output
        </Item>
        {mayType && (
          <Item icon={ClipboardPaste} onSelect={then(() => void screen.paste())}>
            Paste
          </Item>
        )}
        {standing === 'theirs' && (
          <Item icon={MonitorDown} onSelect={then(() => screen.takeControl())}>
            Take control
          </Item>
        )}
        {standing === 'ours' && (
          <Item icon={Unplug} onSelect={then(() => screen.driving.release())}>
            Let others drive
          </Item>
        )}
        <Item icon={Keyboard} onSelect={() => screen.open({ kind: 'keys' })}>
          Arrange keys
        </Item>
        {hardware && (
          <Item icon={Keyboard} onSelect={then(() => screen.store.setState({ hardware: false }))}>
            Show the key bar
          </Item>
        )}
      </div>
      <Habits />
    </Sheet>
  );
}

function Item(props: {
  readonly icon: LucideIcon;
  readonly first?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const { icon: Icon, first, onSelect, children } = props;
  return (
    <button
      type="button"
      {...(first === true ? { 'data-first': true } : {})}
      className="flex min-h-12 items-center gap-3 px-4 text-left text-[16px] active:bg-hover"
      onClick={onSelect}
    >
      <Icon className="size-5 shrink-0 text-muted" aria-hidden />
      {children}
    </button>
  );
}

/** How this phone likes its terminals. */
function Habits(): ReactNode {
  const { habits, ...screen } = useScreenParts();
  const typing = useHabits((state) => state.typing);
  const keepsBack = useHabits((state) => state.keepsBack) ?? readsComposed(navigator.languages);
  const vibrate = useHabits((state) => state.vibrate);
  const size = useHabits((state) => state.fontSize);
  const step = (by: 1 | -1): void => {
    const next = FONT_PRESETS[FONT_PRESETS.indexOf(size) + by];
    if (next !== undefined) screen.setFontSize(next);
  };
  return (
    <div className="mt-2 flex flex-col gap-1 border-line border-t pt-3">
      <fieldset className="flex min-h-11 items-center justify-between gap-3">
        <legend className="sr-only">Typing</legend>
        <span aria-hidden className="text-[16px]">
          Typing
        </span>
        <span className="flex rounded-xl bg-well p-1">
          {(['direct', 'compose'] as const).map((kind) => (
            <button
              key={kind}
              type="button"
              aria-pressed={typing === kind}
              className={cx(
                'min-h-9 rounded-lg px-3 text-[14px]',
                typing === kind ? 'bg-lifted shadow-sm' : 'text-muted',
              )}
              onClick={() => habits.setState({ typing: kind })}
            >
              {kind === 'direct' ? 'Key by key' : 'Whole lines'}
            </button>
          ))}
        </span>
      </fieldset>
      <div className="flex min-h-11 items-center justify-between gap-3">
        <span className="text-[16px]">Letters</span>
        <span className="flex items-center gap-1">
          <TouchButton look="icon" aria-label="Smaller letters" onClick={() => step(-1)}>
            <Minus className="size-5" aria-hidden />
          </TouchButton>
          <output className="w-8 text-center text-[16px] tabular-nums">{size}</output>
          <TouchButton look="icon" aria-label="Larger letters" onClick={() => step(1)}>
            <Plus className="size-5" aria-hidden />
          </TouchButton>
        </span>
      </div>
      <Switch on={keepsBack} onChange={(on) => habits.setState({ keepsBack: on })}>
        <span>
          Hold composed letters
          <span className="block text-[13px] text-muted">For keyboards that make another script of them</span>
        </span>
      </Switch>
      <Switch on={vibrate} onChange={(on) => habits.setState({ vibrate: on })}>
        Vibrate on the bell
      </Switch>
    </div>
  );
}

function useScreenParts(): Pick<ReturnType<typeof useScreen>, 'habits'> & { setFontSize(size: number): void } {
  const screen = useScreen();
  return { habits: screen.habits, setFontSize: (size) => screen.setFontSize(size) };
}

function Switch(props: {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly children: ReactNode;
}): ReactNode {
  const { on, onChange, children } = props;
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      className="flex min-h-11 items-center justify-between gap-3 text-left text-[16px]"
      onClick={() => onChange(!on)}
    >
      {children}
      <span
        aria-hidden
        className={cx('relative h-7 w-12 shrink-0 rounded-full transition-colors', on ? 'bg-accent-solid' : 'bg-track')}
      >
        <span
          className={cx('absolute top-1 size-5 rounded-full bg-thumb transition-[left]', on ? 'left-6' : 'left-1')}
        />
      </span>
    </button>
  );
}
