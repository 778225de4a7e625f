import { type ReactNode, useEffect, useRef } from 'react';
import type { Touch as Finger } from '../touch/gestures.ts';
import { useScreen } from './use-screen.ts';

/** One notch of a wheel that counts in lines, CSS pixels. */
const LINE = 20;
/** No finger has this number. */
const MOUSE = -1;

function fingers(list: TouchList): ReadonlyArray<Finger> {
  return Array.from(list, ({ identifier, clientX, clientY }) => ({ id: identifier, x: clientX, y: clientY }));
}

/** Lies over the terminal and takes fingers; xterm itself gets none, since it would take them for a mouse. */
export function TouchLayer(): ReactNode {
  const { hands } = useScreen();
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = layer.current;
    if (element === null) return;
    const { gestures } = hands;
    const ends = new AbortController();
    // Refused: else the browser makes a mouse of the finger, which takes the focus and hides the keyboard.
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
        { passive: false, signal: ends.signal },
      );
    listen('touchstart', (event) => {
      hands.halt();
      gestures.start(fingers(event.targetTouches), event.timeStamp);
    });
    listen('touchmove', (event) => gestures.move(fingers(event.targetTouches), event.timeStamp));
    listen('touchend', (event) => gestures.end(fingers(event.targetTouches), event.timeStamp));
    listen('touchcancel', () => gestures.cancel());

    // A mouse beside the touch screen.
    const mouse = (name: 'mousedown' | 'mousemove' | 'mouseup', run: (event: MouseEvent) => void): void =>
      (name === 'mousedown' ? element : window).addEventListener(name, run as EventListener, { signal: ends.signal });
    let held = false;
    const finger = ({ clientX, clientY }: MouseEvent): Finger => ({ id: MOUSE, x: clientX, y: clientY });
    mouse('mousedown', (event) => {
      event.preventDefault();
      if (event.button !== 0) return;
      held = true;
      gestures.start([finger(event)], event.timeStamp);
    });
    mouse('mousemove', (event) => {
      if (held) gestures.move([finger(event)], event.timeStamp);
    });
    mouse('mouseup', (event) => {
      if (held) gestures.end([], event.timeStamp);
      held = false;
    });
    element.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE : event.deltaY;
        hands.scroll(-pixels, { x: event.clientX, y: event.clientY });
      },
      { passive: false, signal: ends.signal },
    );
    element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal: ends.signal });
    return () => ends.abort();
  }, [hands]);
  return <div ref={layer} data-touch-layer className="absolute inset-0 touch-none select-none" />;
}
