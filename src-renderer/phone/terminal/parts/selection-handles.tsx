import { type ReactNode, useEffect, useRef } from 'react';
import { cx } from '../../../ui/kit/class-names.ts';
import type { SelectionEnd } from '../view/screen-selection.ts';
import { useScreen, useScreenState } from './use-screen.ts';

/** The two ends of a selection, for fingers to move. */
export function SelectionHandles(): ReactNode {
  const on = useScreenState(({ selecting }) => selecting);
  if (!on) return null;
  return (
    <>
      <Handle end="first" />
      <Handle end="last" />
    </>
  );
}

/** Drawn by hand, since it moves with every picture. */
function Handle({ end }: { readonly end: SelectionEnd }): ReactNode {
  const { frame, selection, live } = useScreen();
  const handle = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = handle.current;
    if (element === null) return;
    const place = (): void => {
      const range = live.view.cells.selected;
      const spot = range === undefined ? undefined : frame.spot(range[end]);
      const { height } = frame.boxes.frame;
      const seen = spot !== undefined && spot.y + spot.height > 0 && spot.y < height;
      element.style.visibility = seen ? 'visible' : 'hidden';
      if (spot === undefined) return;
      const x = end === 'first' ? spot.x : spot.x + spot.width;
      element.style.transform = `translate(${x - 22}px,${spot.y + spot.height - 2}px)`;
    };
    place();
    const ends = new AbortController();
    const { signal } = ends;
    // The finger lies below the line that it moves the end along.
    let off = { x: 0, y: 0 };
    const listen = (
      name: 'touchstart' | 'touchmove' | 'touchend' | 'touchcancel',
      run: (event: TouchEvent) => void,
    ): void =>
      element.addEventListener(
        name,
        (event) => {
          if (event.cancelable) event.preventDefault();
          run(event);
        },
        { passive: false, signal },
      );
    listen('touchstart', (event) => {
      const finger = event.targetTouches[0];
      const range = live.view.cells.selected;
      const spot = range === undefined ? undefined : frame.spot(range[end]);
      if (finger === undefined || spot === undefined) return;
      const at = frame.inFrame({ x: finger.clientX, y: finger.clientY });
      off = { x: spot.x + spot.width / 2 - at.x, y: spot.y + spot.height / 2 - at.y };
      selection.hold(end);
    });
    listen('touchmove', (event) => {
      const finger = event.targetTouches[0];
      if (finger !== undefined) selection.extend({ x: finger.clientX + off.x, y: finger.clientY + off.y });
    });
    listen('touchend', () => selection.rest());
    listen('touchcancel', () => selection.rest());
    const moved = selection.onChange(place);
    const placed = frame.onChange(place);
    return () => {
      ends.abort();
      moved.dispose();
      placed.dispose();
    };
  }, [end, frame, live, selection]);
  return (
    <div ref={handle} data-handle={end} aria-hidden className="absolute top-0 left-0 size-11 touch-none">
      <span
        className={cx(
          'absolute top-0 size-5 rounded-full border-2 border-bg bg-accent-solid',
          end === 'first' ? 'right-1/2 rounded-tr-none' : 'left-1/2 rounded-tl-none',
        )}
      />
    </div>
  );
}
