import type { Clock } from '../base/clock.ts';
import { type Disposable, MutableDisposable } from '../base/disposable.ts';
import { SECURE_END } from './secure-transport.ts';
import type { OpenTransport, Transport, TransportClosed, TransportEvents } from './transport.ts';

/** What a way that answers needs at most on a usual network; then the next one begins beside it. */
export const HEAD_START_MS = 300;
/** A phone that has been in many networks tries so many addresses for one connection. */
export const MOST_WAYS = 12;

const NO_ANSWER: TransportClosed = { code: 1006, reason: '' };

/** What is said of several ways that all failed: first what a person can do something about. */
const WORST_FIRST: readonly number[] = [
  SECURE_END.version,
  SECURE_END.refused,
  SECURE_END.unable,
  SECURE_END.malformed,
];

export interface RaceOptions {
  /** The origins to try, best first; asked anew for each connection. */
  readonly ways: () => readonly string[];
  /** A line to one of them that calls `proved` once, when its other end has shown to be the hub, before it tells anything. */
  readonly line: (origin: string, proved: () => void) => OpenTransport;
  /** This one is the connection now. */
  readonly won: (origin: string) => void;
  readonly clock: Clock;
}

/**
 * One connection by whichever way leads to the hub first: the best begins, the others follow after a short head start or as
 * soon as one has failed. The first that proves to be the hub carries the connection, the others are closed.
 */
export function addressRace(options: RaceOptions): OpenTransport {
  return (events) => new AddressRace(options, events);
}

class AddressRace implements Transport {
  private readonly options: RaceOptions;
  private readonly events: TransportEvents;
  private readonly running = new Set<Transport>();
  private readonly headStart = new MutableDisposable<Disposable>();
  private readonly waiting: string[];
  private winner: Transport | undefined;
  private outcome = NO_ANSWER;
  private over = false;

  constructor(options: RaceOptions, events: TransportEvents) {
    this.options = options;
    this.events = events;
    this.waiting = options.ways().slice(0, MOST_WAYS);
    this.begin();
  }

  get address(): string {
    return (this.winner ?? [...this.running][0])?.address ?? '';
  }

  sendText(text: string): void {
    this.winner?.sendText(text);
  }

  sendBinary(bytes: Uint8Array<ArrayBuffer>): void {
    this.winner?.sendBinary(bytes);
  }

  dispose(): void {
    this.over = true;
    this.leave();
  }

  private begin(): void {
    const origin = this.waiting.shift();
    if (origin === undefined) return;
    const open = this.options.line(origin, () => this.win(origin, lane));
    const lane: Transport = open({
      text: (text) => this.winner === lane && this.events.text(text),
      binary: (bytes) => this.winner === lane && this.events.binary(bytes),
      closed: (closed) => this.lost(lane, closed),
    });
    this.running.add(lane);
    this.headStart.value =
      this.waiting.length === 0 ? undefined : this.options.clock.after(HEAD_START_MS, () => this.begin());
  }

  private win(origin: string, lane: Transport): void {
    if (this.over || this.winner !== undefined) return;
    this.winner = lane;
    this.running.delete(lane);
    this.leave();
    this.running.add(lane);
    this.options.won(origin);
  }

  private lost(lane: Transport, closed: TransportClosed): void {
    if (this.over || !this.running.delete(lane)) return;
    if (this.winner === lane) this.end(closed);
    else {
      if (rank(closed) < rank(this.outcome)) this.outcome = closed;
      if (this.waiting.length > 0) this.begin();
      else if (this.running.size === 0) this.end(this.outcome);
    }
  }

  private end(closed: TransportClosed): void {
    this.over = true;
    this.leave();
    this.events.closed(closed);
  }

  /** Closes whoever still runs, and begins no more. */
  private leave(): void {
    this.headStart.value = undefined;
    this.waiting.length = 0;
    for (const lane of this.running) lane.dispose();
    this.running.clear();
  }
}

function rank({ code }: TransportClosed): number {
  const at = WORST_FIRST.indexOf(code);
  return at === -1 ? WORST_FIRST.length : at;
}
