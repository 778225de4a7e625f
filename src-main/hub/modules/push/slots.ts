/** Lets so many run at a time; the others wait in the order in which they came. */
export class Slots {
  private free: number;
  private readonly waiting: Array<() => void> = [];

  constructor(most: number) {
    this.free = most;
  }

  async run<T>(body: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await body();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free += 1;
      else next();
    }
  }
}
