import { ArrowDown } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { labelOf } from '../../../src-shared/labels/terminal-label.ts';
import { cx } from '../../ui/kit/class-names.ts';
import { BellRing } from './parts/bell-ring.tsx';
import { Dock } from './parts/dock.tsx';
import { ScreenBars } from './parts/screen-bars.tsx';
import { ScreenHeader } from './parts/screen-header.tsx';
import { SelectionHandles } from './parts/selection-handles.tsx';
import { Sheets } from './parts/sheets.tsx';
import { TouchLayer } from './parts/touch-layer.tsx';
import { ScreenContext, useInfo, useScreen, useScreenState } from './parts/use-screen.ts';
import { PhoneScreen } from './phone-screen.ts';
import type { PhoneTerminalProps } from './phone-terminal-props.ts';
import './phone-terminal.css';

/** One terminal, over the whole page. */
export function PhoneTerminal(props: PhoneTerminalProps): ReactNode {
  const { session, id, onBack } = props;
  const root = useRef<HTMLElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const mover = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const dock = useRef<HTMLElement>(null);
  // Another function for what is meant alike must not begin the screen anew.
  const latest = useRef(props);
  latest.current = props;
  const [screen, setScreen] = useState<PhoneScreen>();
  const touch = useTouch();
  const known = useSyncExternalStore(
    session.terminals.subscribe,
    () => session.terminals.getState().state.terminals[id] !== undefined,
  );

  useEffect(() => {
    const parts = {
      root: root.current,
      frame: frame.current,
      mover: mover.current,
      host: host.current,
      field: field.current,
      dock: dock.current,
    };
    // The channel tells of the terminal a moment after the page has come; without it there is nothing to show.
    if (!known || !hasAll(parts)) return;
    const { settings, clock, random, storage, input, onPicture } = latest.current;
    const mayType = (): boolean | undefined => latest.current.mayType;
    const opened = new PhoneScreen(
      {
        session,
        id,
        settings,
        clock,
        random,
        storage,
        mayType,
        ...(input === undefined ? {} : { input }),
        ...(onPicture === undefined ? {} : { onPicture }),
      },
      parts,
    );
    setScreen(opened);
    return () => {
      setScreen(undefined);
      opened.dispose();
    };
  }, [known, session, id]);

  const hardware = useSyncExternalStore(
    (changed) => screen?.store.subscribe(changed) ?? (() => {}),
    () => screen?.store.getState().hardware === true,
  );
  const keys = touch && !hardware;
  return (
    <main
      ref={root}
      data-phone-terminal={id}
      className={cx(
        'fixed inset-x-0 top-0 z-30 overflow-hidden bg-bg text-text',
        keys ? '[--bar:48px]' : '[--bar:0px]',
      )}
    >
      <div
        ref={frame}
        className="absolute top-(--head) right-[env(safe-area-inset-right,0px)] bottom-[calc(var(--bar)+var(--safe-bottom))] left-[env(safe-area-inset-left,0px)] overflow-hidden"
      >
        <div ref={mover} className="absolute inset-0 isolate origin-top-left">
          <div ref={host} className="absolute top-1 right-0 bottom-0 left-1" />
        </div>
        <textarea
          ref={field}
          aria-label="Terminal input"
          autoCapitalize="none"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          rows={1}
          className="absolute top-0 left-0 w-5 resize-none overflow-hidden whitespace-pre border-0 bg-transparent p-0 text-[16px] text-transparent caret-transparent opacity-0 outline-none"
        />
        {screen !== undefined && (
          <ScreenContext value={screen}>
            <Preedit />
            <TouchLayer />
            <SelectionHandles />
            <ScreenBars />
            <JumpToLive />
            <BellRing />
          </ScreenContext>
        )}
      </div>
      <header
        className="absolute inset-x-0 top-(--seen-top) border-line border-b bg-chrome pt-[env(safe-area-inset-top,0px)] pr-[env(safe-area-inset-right,0px)] pl-[env(safe-area-inset-left,0px)]"
        style={{ height: 'var(--head)' }}
      >
        {screen === undefined ? null : (
          <ScreenContext value={screen}>
            <ScreenHeader onBack={onBack} />
          </ScreenContext>
        )}
      </header>
      <footer
        ref={dock}
        className="absolute inset-x-0 bottom-(--unseen) bg-chrome pr-[env(safe-area-inset-right,0px)] pl-[env(safe-area-inset-left,0px)] not-[[data-keyboard]_*]:pb-(--safe-bottom)"
      >
        {screen !== undefined && (
          <ScreenContext value={screen}>
            <Dock keys={keys} />
          </ScreenContext>
        )}
      </footer>
      {screen !== undefined && (
        <ScreenContext value={screen}>
          <Notice />
          <Sheets />
          <Label />
        </ScreenContext>
      )}
    </main>
  );
}

function hasAll<T extends Record<string, HTMLElement | null>>(
  parts: T,
): parts is { [K in keyof T]: NonNullable<T[K]> } & T {
  return Object.values(parts).every((each) => each !== null);
}

/** Whether there are fingers: by what the device can, not by how wide it is. */
function useTouch(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia('(any-pointer: coarse)');
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => matchMedia('(any-pointer: coarse)').matches || navigator.maxTouchPoints > 0,
  );
}

/** Text that is composed and not sent, where it will stand. */
function Preedit(): ReactNode {
  const { frame, live, habits } = useScreen();
  const text = useScreenState(({ preedit }) => preedit);
  if (text === '') return null;
  const spot = frame.spot(live.view.cells.cursor);
  return (
    <span
      data-preedit
      className="pointer-events-none absolute top-0 left-0 whitespace-pre bg-bg font-mono text-text underline decoration-accent decoration-2 underline-offset-2"
      style={{
        transform: `translate(${spot?.x ?? 0}px,${spot?.y ?? 0}px)`,
        fontSize: habits.getState().fontSize,
        lineHeight: `${spot?.height ?? 16}px`,
      }}
    >
      {text}
    </span>
  );
}

function JumpToLive(): ReactNode {
  const screen = useScreen();
  const live = useScreenState((state) => state.live);
  if (live) return null;
  return (
    <button
      type="button"
      className="absolute right-3 bottom-3 flex min-h-11 items-center gap-2 rounded-full border border-line-strong bg-raised px-4 font-medium text-[14px] shadow-pop"
      style={{ transform: `translateY(${-screen.frame.covered}px)` }}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => screen.jumpToLive()}
    >
      <ArrowDown className="size-4" aria-hidden />
      Jump to live
    </button>
  );
}

function Notice(): ReactNode {
  const notice = useScreenState((state) => state.notice);
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none absolute inset-x-0 top-[calc(var(--seen-top)+var(--head)+12px)] z-30 flex justify-center px-4"
    >
      {notice !== undefined && (
        <p key={notice.count} className="rounded-full border border-line bg-raised px-4 py-2 text-[14px] shadow-pop">
          {notice.text}
        </p>
      )}
    </div>
  );
}

/** What screen readers call the terminal. */
function Label(): ReactNode {
  const { live } = useScreen();
  const info = useInfo();
  const label = info === undefined ? 'Terminal' : `Terminal: ${labelOf(info)}`;
  useEffect(() => live.view.setLabel(label), [live, label]);
  return null;
}
