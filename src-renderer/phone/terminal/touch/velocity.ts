import type { Point } from './gestures.ts';

/** Only the last so many ms say how fast a finger leaves: it may have rested before. */
const WINDOW_MS = 90;

interface Sample extends Point {
  readonly time: number;
}

/** How fast a finger moves, from where it was. */
export class Velocity {
  private samples: Sample[] = [];

  begin(at: Point, time: number): void {
    this.samples = [{ x: at.x, y: at.y, time }];
  }

  move(at: Point, time: number): void {
    this.samples.push({ x: at.x, y: at.y, time });
    this.forget(time);
  }

  /** CSS pixels for each ms. A finger that has rested does not move. */
  at(time: number): Point {
    this.forget(time);
    const [first] = this.samples;
    const last = this.samples.at(-1);
    if (first === undefined || last === undefined || last.time === first.time) return { x: 0, y: 0 };
    const ms = last.time - first.time;
    return { x: (last.x - first.x) / ms, y: (last.y - first.y) / ms };
  }

  private forget(time: number): void {
    this.samples = this.samples.filter((each) => time - each.time <= WINDOW_MS);
  }
}
