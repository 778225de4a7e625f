import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Disposable } from '../../../src-shared/base/disposable.ts';
import { pair } from '../../../src-shared/client/pair.ts';
import { type InitiateBy, initiate } from '../../../src-shared/secure/handshake.ts';
import { type OfferText, readOffer } from '../../../src-shared/secure/offer-text.ts';
import { readCode } from '../../../src-shared/secure/secrets.ts';
import { secureSocket, textCoding } from './hub-line.ts';
import type { HubKeeper, KeptHub, KeptKey } from './kept-hub.ts';
import { newKey, pageCrypto, pairOf } from './phone-key.ts';
import { PhoneSession } from './phone-session.ts';
import type { Tabs } from './tabs.ts';
import { FORGOTTEN, FRAGMENT_FAULTS, inWords, MISSPELT, removedFrom, whyNotPaired } from './why.ts';

/** Where this phone stands with a hub. */
export type Standing =
  | { readonly kind: 'starting' }
  /** Nobody here yet. `why` says what became of the last try. */
  | { readonly kind: 'stranger'; readonly why: string | undefined }
  /** A code was scanned where a hub is known already. */
  | { readonly kind: 'known'; readonly kept: KeptHub; readonly offer: OfferText }
  /** Asks to be let in; `comparison` is the number to be picked on the computer, once there is one. */
  | { readonly kind: 'asking'; readonly by: 'offer' | 'code'; readonly comparison: string | undefined }
  /** Comes from another origin, where it is known. */
  | { readonly kind: 'moving' }
  /** Has gone on at another origin, and was opened here once more. */
  | { readonly kind: 'moved'; readonly kept: KeptHub; readonly to: string }
  | { readonly kind: 'paired'; readonly session: PhoneSession };

export interface PhoneAppParts {
  readonly keeper: HubKeeper;
  readonly clock: Clock;
  readonly version: string;
  /** Scheme, host and port that the page came from. */
  readonly origin: string;
  /** What it calls itself unless its user says otherwise, and what it is. */
  readonly name: string;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly tabs: Tabs;
  /** Everything else that this browser keeps of a hub; it goes with it. */
  readonly forgetMore: () => Promise<void>;
}

/** The phone's page from its start to its session with a hub. */
export class PhoneApp implements Disposable {
  readonly standing: StoreApi<Standing> = createStore<Standing>(() => ({ kind: 'starting' }));
  private readonly parts: PhoneAppParts;
  private readonly listening: Disposable;
  private abandon: () => void = () => {};

  constructor(parts: PhoneAppParts) {
    this.parts = parts;
    this.listening = parts.tabs.onChanged(() => void this.lookAgain());
  }

  /** Begins with what stands in the address, or with the hub that is known from before. Never rejects. */
  async start(fragment: string): Promise<void> {
    const kept = await this.parts.keeper.read();
    const offer = fragment === '' ? undefined : readOffer(fragment);
    if (offer?.ok && offer.value.kind === 'move') await this.ask({ kind: 'moving' }, offer.value);
    else if (offer?.ok && kept !== undefined) this.become({ kind: 'known', kept, offer: offer.value });
    else if (offer?.ok) await this.takeOffer(offer.value);
    else if (kept !== undefined) this.meet(kept);
    else this.become({ kind: 'stranger', why: offer === undefined ? undefined : FRAGMENT_FAULTS[offer.error] });
  }

  /** Takes an offer that was scanned, also where a hub is known: the phone becomes another device then. */
  takeOffer(offer: OfferText): Promise<void> {
    return this.ask({ kind: 'asking', by: 'offer', comparison: undefined }, offer);
  }

  /** Takes an offer by its typed code. */
  async takeCode(typed: string): Promise<void> {
    const code = readCode(typed);
    if (code === undefined) this.become({ kind: 'stranger', why: MISSPELT });
    else await this.ask({ kind: 'asking', by: 'code', comparison: undefined }, code);
  }

  /** Gives up asking. */
  async stop(): Promise<void> {
    this.abandon();
    const kept = await this.parts.keeper.read();
    if (kept === undefined) this.become({ kind: 'stranger', why: undefined });
    else this.meet(kept);
  }

  /** Uses the hub that is known here, whatever else was on offer. */
  stay(kept: KeptHub): void {
    const { movedTo: _, ...rest } = kept;
    if (kept.movedTo !== undefined) void this.parts.keeper.write(rest).catch(() => {});
    this.settle(rest);
  }

  /** Forgets the hub, and this phone’s key with it. */
  forget(): Promise<void> {
    return this.leave(FORGOTTEN);
  }

  dispose(): void {
    this.listening.dispose();
    this.abandon();
    this.endSession();
  }

  private async ask(asking: Standing & { kind: 'asking' | 'moving' }, claim: OfferText | string): Promise<void> {
    const { origin, name } = this.parts;
    this.endSession();
    this.become(asking);
    try {
      const key = await newKey();
      const by = claimOf(claim, key);
      const { result, abandon } = pair({
        open: secureSocket(origin),
        coding: textCoding,
        initiator: (hub) => initiate(pageCrypto, { hub, by }),
        asker: { name, platform: name },
        compare: (comparison) => {
          if (asking.kind === 'asking') this.become({ ...asking, comparison });
        },
      });
      this.abandon = abandon;
      const { paired, hubKey } = await result;
      const { hub, device, origins } = paired;
      const kept = { hub, hubKey: Uint8Array.from(hubKey), device: device.id, origins, key };
      await this.parts.keeper.write(kept);
      this.parts.tabs.tell();
      this.settle(kept);
    } catch (error) {
      const { kind } = this.standing.getState();
      if (kind === 'asking' || kind === 'moving') this.become({ kind: 'stranger', why: whyNotPaired(error, asking) });
    }
  }

  private meet(kept: KeptHub): void {
    if (kept.movedTo === undefined) this.settle(kept);
    else this.become({ kind: 'moved', kept, to: kept.movedTo });
  }

  private settle(kept: KeptHub): void {
    this.endSession();
    const { keeper } = this.parts;
    const keep = (news: KeptHub): void => void keeper.renew(news).catch(() => {});
    const session = new PhoneSession(kept, { ...this.parts, keep });
    session.hub.client.onState((state) => {
      if (state.kind === 'refused' && state.error.error === 'deviceRevoked')
        void this.leave(removedFrom(session.kept.getState().hub.name));
    });
    this.become({ kind: 'paired', session });
    session.start();
  }

  private async leave(why: string): Promise<void> {
    this.endSession();
    this.become({ kind: 'stranger', why });
    try {
      await this.parts.keeper.forget();
      await this.parts.forgetMore();
    } catch (error) {
      this.become({ kind: 'stranger', why: `${why} ${inWords(error)}` });
    }
    this.parts.tabs.tell();
  }

  /** Another tab of this page was let in, or has forgotten the hub. */
  private async lookAgain(): Promise<void> {
    const kept = await this.parts.keeper.read();
    const standing = this.standing.getState();
    if (standing.kind === 'stranger' && kept !== undefined) this.meet(kept);
    else if (standing.kind === 'paired' && kept === undefined) {
      this.endSession();
      this.become({ kind: 'stranger', why: FORGOTTEN });
    }
  }

  private endSession(): void {
    const standing = this.standing.getState();
    if (standing.kind === 'paired') standing.session.dispose();
  }

  private become(standing: Standing): void {
    this.standing.setState(standing, true);
  }
}

function claimOf(claim: OfferText | string, kept: KeptKey): InitiateBy {
  const key = pairOf(kept);
  if (typeof claim === 'string') return { kind: 'code', key, code: claim };
  const { hubKey, offer, secret } = claim;
  return { kind: 'offer', key, hubKey, offer, secret };
}
