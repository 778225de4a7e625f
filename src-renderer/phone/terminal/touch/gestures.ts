import type { Clock } from '../../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../../../src-shared/base/disposable.ts';
import { Velocity } from './velocity.ts';

/** A finger on the screen, in CSS pixels. */
export interface Touch {
  readonly id: number;
  readonly x: number;
  readonly y: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A finger that has moved no further, CSS pixels, is still where it came down. */
export const TOUCH_SLOP = 10;
export const LONG_PRESS_MS = 450;
/** A second tap within this time and distance belongs to the first. */
const DOUBLE_TAP_MS = 300;
const DOUBLE_TAP_REACH = 28;

/** What fingers meant. Every drag, pinch and long press that began is told to have ended. */
export interface GestureTarget {
  tap(at: Point): void;
  doubleTap(at: Point): void;
  dragStart(at: Point): void;
  /** By so much since it was last told. */
  drag(by: Point): void;
  /** `velocity` in CSS pixels for each ms; zero when the fingers were taken away. */
  dragEnd(velocity: Point): void;
  pinchStart(center: Point): void;
  /** `scale` since the pinch began. */
  pinch(scale: number, center: Point): void;
  pinchEnd(): void;
  longPress(at: Point): void;
  longDrag(at: Point): void;
  longEnd(): void;
}

type Phase =
  | { readonly kind: 'idle' }
  | { readonly kind: 'down'; readonly finger: Touch }
  | { readonly kind: 'drag'; readonly finger: Touch }
  | { readonly kind: 'pinch'; readonly ids: readonly [number, number]; readonly spread: number }
  | { readonly kind: 'long'; readonly id: number }
  /** A gesture is over and fingers are still down: nothing more is meant by them. */
  | { readonly kind: 'spent' };

/** Decides what fingers mean: a tap, a drag, a pinch or a long press. Each touch means one of them. */
export class Gestures implements Disposable {
  private readonly clock: Clock;
  private readonly target: GestureTarget;
  private readonly holding = new MutableDisposable<Disposable>();
  private readonly velocity = new Velocity();
  private phase: Phase = { kind: 'idle' };
  private tapped: (Point & { readonly time: number }) | undefined;

  constructor(clock: Clock, target: GestureTarget) {
    this.clock = clock;
    this.target = target;
  }

  /**
   * Fingers came down; `touches` are all that are on the screen now. `time`, ms, is here and below when the screen felt
   * them, by a clock of its own: a page that was busy hears late, and all at once.
   */
  start(touches: ReadonlyArray<Touch>, time: number): void {
    const [first, second] = touches;
    if (first === undefined) return;
    if (second === undefined) this.down(first, time);
    else if (this.phase.kind === 'down' || this.phase.kind === 'drag') this.startPinch(first, second);
  }

  move(touches: ReadonlyArray<Touch>, time: number): void {
    const { phase } = this;
    if (phase.kind === 'down') {
      const now = touches.find((each) => each.id === phase.finger.id);
      if (now !== undefined && distance(now, phase.finger) > TOUCH_SLOP) this.startDrag(phase.finger, now, time);
    } else if (phase.kind === 'drag') {
      const now = touches.find((each) => each.id === phase.finger.id);
      if (now !== undefined) this.dragTo(phase.finger, now, time);
    } else if (phase.kind === 'pinch') {
      const [a, b] = phase.ids.map((id) => touches.find((each) => each.id === id));
      if (a !== undefined && b !== undefined) this.target.pinch(distance(a, b) / phase.spread, middle(a, b));
    } else if (phase.kind === 'long') {
      const now = touches.find((each) => each.id === phase.id);
      if (now !== undefined) this.target.longDrag(now);
    }
  }

  /** Fingers were lifted; `touches` are those that are left. */
  end(touches: ReadonlyArray<Touch>, time: number): void {
    const { phase } = this;
    const left = (id: number): boolean => touches.some((each) => each.id === id);
    if (phase.kind === 'down' && !left(phase.finger.id)) this.lift(phase.finger, time);
    else if (phase.kind === 'drag' && !left(phase.finger.id)) {
      this.target.dragEnd(this.velocity.at(time));
      this.rest();
    } else if (phase.kind === 'pinch' && !phase.ids.every(left)) {
      this.target.pinchEnd();
      this.rest();
    } else if (phase.kind === 'long' && !left(phase.id)) {
      this.target.longEnd();
      this.rest();
    }
    if (touches.length === 0) this.phase = { kind: 'idle' };
  }

  /** The system has taken the fingers for something of its own. */
  cancel(): void {
    const { phase } = this;
    this.rest();
    this.phase = { kind: 'idle' };
    if (phase.kind === 'drag') this.target.dragEnd({ x: 0, y: 0 });
    else if (phase.kind === 'pinch') this.target.pinchEnd();
    else if (phase.kind === 'long') this.target.longEnd();
  }

  dispose(): void {
    this.holding.dispose();
  }

  private rest(): void {
    this.holding.value = undefined;
    this.phase = { kind: 'spent' };
  }

  private down(finger: Touch, time: number): void {
    if (this.phase.kind !== 'idle') return;
    this.phase = { kind: 'down', finger };
    this.velocity.begin(finger, time);
    this.holding.value = this.clock.after(LONG_PRESS_MS, () => {
      this.phase = { kind: 'long', id: finger.id };
      this.target.longPress(finger);
    });
  }

  private startDrag(from: Touch, now: Touch, time: number): void {
    this.holding.value = undefined;
    // From where the slop ends: what is dragged does not jump.
    const way = distance(now, from);
    const edge = {
      ...now,
      x: from.x + ((now.x - from.x) * TOUCH_SLOP) / way,
      y: from.y + ((now.y - from.y) * TOUCH_SLOP) / way,
    };
    this.phase = { kind: 'drag', finger: edge };
    this.target.dragStart(from);
    this.dragTo(edge, now, time);
  }

  private dragTo(before: Touch, now: Touch, time: number): void {
    this.phase = { kind: 'drag', finger: now };
    this.velocity.move(now, time);
    this.target.drag({ x: now.x - before.x, y: now.y - before.y });
  }

  private startPinch(first: Touch, second: Touch): void {
    if (this.phase.kind === 'drag') this.target.dragEnd({ x: 0, y: 0 });
    this.holding.value = undefined;
    // Two fingers in one place have no scale.
    this.phase = { kind: 'pinch', ids: [first.id, second.id], spread: Math.max(1, distance(first, second)) };
    this.target.pinchStart(middle(first, second));
  }

  private lift(finger: Touch, time: number): void {
    this.holding.value = undefined;
    const { tapped } = this;
    const again =
      tapped !== undefined && time - tapped.time <= DOUBLE_TAP_MS && distance(tapped, finger) <= DOUBLE_TAP_REACH;
    this.tapped = again ? undefined : { x: finger.x, y: finger.y, time };
    if (again) this.target.doubleTap(finger);
    else this.target.tap(finger);
  }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
