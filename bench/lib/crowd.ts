import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { systemClock } from '../../src-main/hub/host/system-clock.ts';
import { ChannelMirror } from '../../src-shared/client/channel-mirror.ts';
import { HubClient } from '../../src-shared/client/hub-client.ts';
import { hubChannel, networkChannel, settingsChannel, terminalChannel } from '../../src-shared/protocol/channel.ts';
import { type PhoneKeys, phoneLine } from './phones.ts';

/** How a crowd stands with its hub. */
export interface CrowdState {
  /** Phones that are welcomed and have all they mirror. */
  readonly there: number;
  /** How long each phone took from the last `leave` or its start, ms. */
  readonly took: readonly number[];
}

/** Phones that do what a page does which nobody touches: each its own address, its channels and its heartbeat. */
export class Crowd {
  private readonly phones: ReadonlyArray<() => boolean>;
  private since = performance.now();
  private took: number[] = [];

  constructor(url: string, keys: readonly PhoneKeys[], perSecond: number) {
    this.phones = keys.map((each, n) => this.phone(url, each, n, (n * 1000) / perSecond));
  }

  get state(): CrowdState {
    return { there: this.phones.filter((isThere) => isThere()).length, took: this.took };
  }

  /** Counts from now on how long everybody takes to come back. */
  begin(): void {
    this.since = performance.now();
    this.took = [];
  }

  private phone(url: string, keys: PhoneKeys, n: number, after: number): () => boolean {
    // On Linux all of 127/8 is this machine: a hub counts by address, and thousands have thousands.
    const localAddress = `127.1.${n >> 8}.${n & 255}`;
    const socket = (at: string): WebSocket => new WebSocket(at, { perMessageDeflate: false, localAddress });
    const client = new HubClient({
      open: phoneLine(url, keys, 'platform', socket),
      identity: () => ({ kind: 'channel' }),
      description: { client: { kind: 'phone', version: '1', name: `Phone ${n}` }, capabilities: [] },
      clock: systemClock,
      random: Math.random,
    });
    const mirrors = [
      new ChannelMirror(client, terminalChannel),
      new ChannelMirror(client, hubChannel),
      new ChannelMirror(client, settingsChannel),
      new ChannelMirror(client, networkChannel),
    ];
    const isThere = (): boolean => mirrors.every(({ condition }) => condition.kind === 'current');
    let was = false;
    for (const mirror of mirrors)
      mirror.onCondition(() => {
        if (!was && isThere()) this.took.push(performance.now() - this.since);
        was = isThere();
      });
    systemClock.after(after, () => client.connect());
    return isThere;
  }
}

export function readKeys(file: string): PhoneKeys[] {
  return JSON.parse(readFileSync(file, 'utf8')) as PhoneKeys[];
}
