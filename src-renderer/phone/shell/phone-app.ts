import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { ConnectionLost } from '../../../src-shared/client/connection-state.ts';
import { type PairingResult, pair } from '../../../src-shared/client/pair.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import { type InitiateBy, initiate } from '../../../src-shared/secure/handshake.ts';
import { type OfferText, readOffer } from '../../../src-shared/secure/offer-text.ts';
import { readCode } from '../../../src-shared/secure/secrets.ts';
import { HubSession } from '../../ui/state/hub-session.ts';
import { SettingsStore } from '../../ui/state/settings-store.ts';
import { hubLine, reachableFrom, secureSocket, textCoding } from './hub-line.ts';
import type { HubKeeper, KeptHub } from './kept-hub.ts';
import { newKey, pageCrypto, pairOf } from './phone-key.ts';

/** Where this phone stands with a hub. */
export type Standing =
  | { readonly kind: 'starting' }
  /** Nobody here yet. `why` says what became of the last try. */
  | { readonly kind: 'stranger'; readonly why: string | undefined }
  /** Asks to be let in; `comparison` is the number to be picked on the computer, once there is one. */
  | { readonly kind: 'asking'; readonly comparison: string | undefined }
  | { readonly kind: 'paired'; readonly kept: KeptHub; readonly session: HubSession; readonly settings: SettingsStore };

interface PhoneAppParts {
  readonly keeper: HubKeeper;
  readonly clock: Clock;
  readonly version: string;
  /** Scheme, host and port that the page came from. */
  readonly origin: string;
  /** What it calls itself unless its user says otherwise, and what it is. */
  readonly name: string;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
}

/** The phone's page from its start to its session with a hub. */
export class PhoneApp {
  readonly standing: StoreApi<Standing>;
  private readonly parts: PhoneAppParts;
  private abandon: () => void = () => {};

  constructor(parts: PhoneAppParts) {
    this.parts = parts;
    this.standing = createStore<Standing>(() => ({ kind: 'starting' }));
  }

  /** Begins with what stands in the address, or with the hub that is known from before. Never rejects. */
  async start(fragment: string): Promise<void> {
    const kept = await this.parts.keeper.read();
    const offer = fragment === '' ? undefined : readOffer(fragment);
    if (offer?.ok) await this.takeOffer(offer.value);
    else if (kept !== undefined) this.settle(kept);
    else this.become({ kind: 'stranger', why: offer === undefined ? undefined : FRAGMENT_FAULTS[offer.error] });
  }

  /** Takes an offer by its typed code. */
  async takeCode(typed: string): Promise<void> {
    const code = readCode(typed);
    if (code === undefined)
      this.become({ kind: 'stranger', why: 'A code has twelve letters and digits. Look once more.' });
    else await this.ask(async (key) => ({ kind: 'code', key: pairOf(key), code }));
  }

  /** Gives up asking. */
  stop(): void {
    this.abandon();
    this.become({ kind: 'stranger', why: undefined });
  }

  /** Forgets the hub, and this phone’s key with it. */
  async forget(): Promise<void> {
    const standing = this.standing.getState();
    if (standing.kind === 'paired') {
      standing.settings.dispose();
      standing.session.dispose();
    }
    await this.parts.keeper.forget();
    this.become({
      kind: 'stranger',
      why: 'This phone has forgotten the computer. On the computer it may still be listed.',
    });
  }

  private takeOffer({ hubKey, offer, secret }: OfferText): Promise<void> {
    return this.ask(async (key) => ({ kind: 'offer', key: pairOf(key), hubKey, offer, secret }));
  }

  private async ask(claim: (key: KeptHub['key']) => Promise<InitiateBy>): Promise<void> {
    const { origin, name } = this.parts;
    this.become({ kind: 'asking', comparison: undefined });
    try {
      const key = await newKey();
      const by = await claim(key);
      const { result, abandon } = pair({
        open: secureSocket(origin),
        coding: textCoding,
        initiator: (hub) => initiate(pageCrypto, { hub, by }),
        asker: { name, platform: name },
        compare: (comparison) => this.become({ kind: 'asking', comparison }),
      });
      this.abandon = abandon;
      await this.letIn(await result, key);
    } catch (error) {
      if (this.standing.getState().kind === 'asking') this.become({ kind: 'stranger', why: inWords(error) });
    }
  }

  private async letIn({ paired, hubKey }: PairingResult, key: KeptHub['key']): Promise<void> {
    const { hub, device, origins } = paired;
    const kept: KeptHub = { hub, hubKey: Uint8Array.from(hubKey), device: device.id, origins, key };
    await this.parts.keeper.write(kept);
    this.settle(kept);
  }

  private settle(kept: KeptHub): void {
    const { clock, version, name, origin, storage } = this.parts;
    const ways = reachableFrom(origin, kept.origins);
    let tries = 0;
    const session = new HubSession({
      // The next one at each try, so that a hub that moved is found by an address that still leads there.
      open: (events) => hubLine(() => ways[tries++ % ways.length] ?? origin, kept)(events),
      identity: CHANNEL_IDENTITY,
      client: { kind: 'phone', version, name },
      clock,
      random: Math.random,
    });
    const settings = new SettingsStore(session.client, storage);
    this.become({ kind: 'paired', kept, session, settings });
    session.start();
  }

  private become(standing: Standing): void {
    this.standing.setState(standing, true);
  }
}

/** Who a phone is, the encrypted channel has proved already. */
const CHANNEL_IDENTITY = {
  current: async () => ({ kind: 'channel' }) as const,
  welcomed: async () => {},
  dropLink: async () => false,
};

const FRAGMENT_FAULTS = {
  malformed: 'This code is not whole. Scan it once more.',
  newer: 'This code is of a newer Homeport than this page. Load the page anew.',
} as const;

function inWords(error: unknown): string {
  if (error instanceof ProtocolError) return error.message;
  if (error instanceof ConnectionLost) return 'The connection to the computer was lost. Ask it for a new code.';
  return error instanceof Error ? error.message : String(error);
}
