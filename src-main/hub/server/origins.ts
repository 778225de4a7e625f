/** More addresses than a laptop that is carried about collects in a day. */
const MOST = 64;

/**
 * The origins under which this run of the hub has served the phone's page. One that is left stays for a while: the page
 * that came from there is still open on the phone, and looks for the hub at its other addresses.
 */
export class Origins {
  private readonly known = new Set<string>();

  add(origins: Iterable<string>): void {
    for (const origin of origins) {
      this.known.delete(origin);
      this.known.add(origin);
    }
    for (const oldest of this.known) {
      if (this.known.size <= MOST) break;
      this.known.delete(oldest);
    }
  }

  has(origin: string): boolean {
    return this.known.has(origin);
  }
}
