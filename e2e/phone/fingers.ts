import type { CDPSession, Page } from 'playwright-core';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** One picture's time, ms: fingers are told of about as often. */
const STEP_MS = 16;

/** Real touches, as the browser gets them from a screen. */
export class Fingers {
  private readonly page: Page;
  private readonly cdp: CDPSession;
  /** When the screen felt the last of it, ms of the epoch: as fingers move, however busy this machine is. */
  private felt = 0;

  private constructor(page: Page, cdp: CDPSession) {
    this.page = page;
    this.cdp = cdp;
  }

  static async on(page: Page): Promise<Fingers> {
    return new Fingers(page, await page.context().newCDPSession(page));
  }

  async down(...points: ReadonlyArray<Point>): Promise<void> {
    await this.send('touchStart', points);
  }

  async move(...points: ReadonlyArray<Point>): Promise<void> {
    await this.send('touchMove', points);
  }

  async up(): Promise<void> {
    await this.send('touchEnd', []);
  }

  async tap(at: Point): Promise<void> {
    await this.down(at);
    await this.up();
  }

  /** Moves one finger from a place to another in `steps`, and leaves it there for `rest` ms before it is lifted. */
  async drag(from: Point, to: Point, { steps = 12, rest = 200, lift = true } = {}): Promise<void> {
    await this.down(from);
    for (let at = 1; at <= steps; at++) {
      await this.move({ x: from.x + ((to.x - from.x) * at) / steps, y: from.y + ((to.y - from.y) * at) / steps });
      await this.wait(STEP_MS);
    }
    if (rest > 0) await this.wait(rest);
    if (lift) await this.up();
  }

  /** Two fingers around a point, from one distance to another. */
  async pinch(center: Point, from: number, to: number): Promise<void> {
    const apart = (way: number): [Point, Point] => [
      { x: center.x - way / 2, y: center.y },
      { x: center.x + way / 2, y: center.y },
    ];
    await this.down(...apart(from));
    for (let at = 1; at <= 10; at++) {
      await this.move(...apart(from + ((to - from) * at) / 10));
      await this.wait(STEP_MS);
    }
    await this.up();
  }

  /** Commits text as a soft keyboard does, without a key. */
  async insert(text: string): Promise<void> {
    await this.cdp.send('Input.insertText', { text });
  }

  /** What stands under composition now. */
  async compose(text: string): Promise<void> {
    await this.cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  }

  private async wait(ms: number): Promise<void> {
    await this.page.waitForTimeout(ms);
    this.felt += ms;
  }

  private async send(type: 'touchStart' | 'touchMove' | 'touchEnd', points: ReadonlyArray<Point>): Promise<void> {
    const touchPoints = points.map(({ x, y }, id) => ({ x, y, id }));
    if (type === 'touchStart') this.felt = Date.now();
    await this.cdp.send('Input.dispatchTouchEvent', { type, touchPoints, timestamp: this.felt / 1000 });
  }
}
