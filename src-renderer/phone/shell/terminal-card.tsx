import { Ellipsis } from 'lucide-react';
import { memo, type ReactNode, useRef } from 'react';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { labelOf } from '../../../src-shared/labels/terminal-label.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import type { HubSession } from '../../ui/state/hub-session.ts';
import { TouchButton } from '../terminal/parts/touch-button.tsx';
import { Thumbnail } from './thumbnail.tsx';

/** As long as the systems' own long press. */
const LONG_PRESS_MS = 500;
/** A finger that moves farther scrolls. */
const STILL_PX = 10;

export interface TerminalCardProps {
  readonly info: TerminalInfo;
  readonly activity: string;
  readonly rings: boolean;
  readonly session: HubSession;
  readonly clock: Clock;
  readonly seen: Map<string, readonly string[]>;
  readonly onOpen: (terminal: string) => void;
  readonly onMore: (terminal: string) => void;
}

/** One terminal of the list: what it shows, what it is called, what it does. */
export const TerminalCard = memo(function TerminalCard(props: TerminalCardProps): ReactNode {
  const { info, activity, rings, session, clock, seen, onOpen, onMore } = props;
  const press = useLongPress(clock, () => onMore(info.id));
  const label = labelOf(info);
  return (
    <div className="relative overflow-hidden rounded-xl border border-line bg-raised">
      <button
        type="button"
        data-terminal={info.id}
        className="flex w-full touch-manipulation select-none flex-col text-left [-webkit-touch-callout:none] active:bg-hover"
        {...press.handlers}
        onClick={() => {
          if (!press.taken()) onOpen(info.id);
        }}
      >
        <Thumbnail session={session} info={info} clock={clock} seen={seen} />
        <span className="flex min-h-15 w-full items-center gap-2.5 border-line border-t py-2 pr-14 pl-4">
          {rings && (
            <span role="img" className="size-2.5 shrink-0 rounded-full bg-accent-solid" aria-label="The bell rang" />
          )}
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium text-[15px]">{label}</span>
            <span className="block truncate text-[13px] text-muted">{activity}</span>
          </span>
        </span>
      </button>
      <TouchButton
        look="icon"
        aria-label={`More on ${label}`}
        aria-haspopup="dialog"
        className="absolute right-1 bottom-2"
        onClick={() => onMore(info.id)}
      >
        <Ellipsis className="size-5" aria-hidden />
      </TouchButton>
    </div>
  );
});

/** A finger that rests. It asks for nothing while it moves, so that scrolling stays the browser's own. */
function useLongPress(clock: Clock, onLong: () => void) {
  const state = useRef<{ at: { x: number; y: number }; timer: { dispose(): void } }>(undefined);
  const long = useRef(false);
  const end = (): void => {
    state.current?.timer.dispose();
    state.current = undefined;
  };
  return {
    /** Whether the press that ends with this click was a long one. */
    taken: (): boolean => {
      const was = long.current;
      long.current = false;
      return was;
    },
    handlers: {
      onPointerDown: (event: { clientX: number; clientY: number }) => {
        end();
        long.current = false;
        const timer = clock.after(LONG_PRESS_MS, () => {
          long.current = true;
          onLong();
        });
        state.current = { at: { x: event.clientX, y: event.clientY }, timer };
      },
      onPointerMove: (event: { clientX: number; clientY: number }) => {
        const at = state.current?.at;
        if (at !== undefined && Math.hypot(event.clientX - at.x, event.clientY - at.y) > STILL_PX) end();
      },
      onPointerUp: end,
      onPointerCancel: end,
      onContextMenu: (event: { preventDefault(): void }) => event.preventDefault(),
    },
  };
}
