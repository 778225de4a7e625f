import { type Disposable, DisposableStore, MutableDisposable } from '../../../../src-shared/base/disposable.ts';
import type { Log } from '../../../../src-shared/base/log.ts';
import type { TailscaleInfo } from '../../../../src-shared/protocol/channels/tailscale/requests.ts';
import { isFree, isFunnelled, isServed, isServedAs, PORTS, type ServeConfig } from './serve-config.ts';
import type { Setting } from './setting.ts';
import { Standing, type StandingNeeds, type State } from './standing.ts';
import { asTyped, endCommand, type Here, type TailscaleCli } from './tailscale-cli.ts';
import { funnelled, leftBehind, READY, SLOW, serving, TAKEN } from './words.ts';

/** While it is wished: somebody may have switched it off, or Funnel on, or given this computer another name. */
const LOOK_EVERY_MS = 30_000;
/** What was seen just now is answered again. */
const FRESH_MS = 5_000;
/** Whatever a stranger does, it is not looked more often than that. */
const SOON_MS = 1_000;

export interface ServeNeeds extends StandingNeeds {
  readonly cli: TailscaleCli;
  readonly setting: Setting;
  readonly log: Log;
}

/**
 * Has Tailscale serve this hub while the user wishes it. What others have set is left alone: ours is known by what was
 * written down when it was set. One thing is done after the other.
 */
export class TailscaleServe implements Disposable {
  private readonly needs: ServeNeeds;
  private readonly standing: Standing;
  private readonly owned = new DisposableStore();
  private readonly looks = this.owned.add(new MutableDisposable<Disposable>());
  private readonly soon = this.owned.add(new MutableDisposable<Disposable>());
  private turn: Promise<void> = Promise.resolve();
  private looking: Promise<void> | undefined;
  /** How often in a row it did not answer in time. */
  private missed = 0;
  /** What Tailscale refused, and what all was like then: it is asked again when that has changed, or by the user. */
  private refusal: { readonly when: string; readonly why: State } | undefined;

  constructor(needs: ServeNeeds) {
    this.needs = needs;
    this.standing = new Standing(needs);
  }

  get info(): TailscaleInfo {
    return this.standing.info;
  }

  /** Called when the hub listens, and with every wish. */
  follow(): void {
    if (this.needs.file.record.wished)
      this.looks.value ??= this.needs.clock.every(LOOK_EVERY_MS, () => void this.look());
  }

  /** Whoever asks while somebody looks gets what they see. */
  look(): Promise<void> {
    this.looking ??= this.inTurn(() => this.see(false))
      .catch((error: unknown) => this.needs.log.error('Tailscale could not be looked at', { reason: String(error) }))
      .finally(() => {
        this.looking = undefined;
      });
    return this.looking;
  }

  /** Something happened that may have a cause there. */
  lookSoon(): void {
    const { clock } = this.needs;
    const wait = Math.max(0, SOON_MS - this.standing.age);
    this.soon.value ??= clock.after(wait, () => {
      this.soon.value = undefined;
      void this.look();
    });
  }

  /** Unless that was just now. */
  async lookAgain(): Promise<void> {
    if (this.standing.age > FRESH_MS) await this.look();
  }

  /** Throws when the wish cannot be written down. */
  async start(): Promise<void> {
    await this.inTurn(() => this.see(true));
    this.follow();
  }

  /** Throws when the end of the wish cannot be written down. */
  stop(): Promise<void> {
    return this.inTurn(async () => {
      const { file, entrance, setting } = this.needs;
      file.write({ ...file.record, wished: false });
      this.looks.value = undefined;
      entrance.close();
      const left = await setting.takeBack();
      if (left === undefined) await this.see(false);
      else this.standing.is(left);
    });
  }

  /** Resolves when nothing is being done. Never rejects. */
  settled(): Promise<void> {
    return this.turn;
  }

  dispose(): void {
    this.owned.dispose();
  }

  private inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.turn.then(() => (this.owned.isDisposed ? undefined : act()));
    this.turn = done.catch(() => {});
    return done;
  }

  /** `asked`: by the user, who wishes it from now on if it can be. */
  private async see(asked: boolean): Promise<void> {
    const { cli, file, entrance } = this.needs;
    const { standing } = this;
    const seen = await cli.look();
    if (this.owned.isDisposed) return;
    if (!seen.ok) {
      if (seen.error === SLOW && !asked && this.isForgiven()) return;
      standing.origin = null;
      return this.stuck(seen.error);
    }
    this.missed = 0;
    const { here, config } = seen.value;
    standing.warnOfOwnPort(config);
    const { wished, set } = file.record;
    const ours = set !== null && isServed(config, set) ? set.port : undefined;
    const port = ours ?? [set?.port, ...PORTS].find((each) => each !== undefined && isFree(config, each));
    standing.origin = originOf(here.name, port ?? PORTS[0]);
    if (ours !== undefined && isFunnelled(config, ours)) return this.stuck(funnelled(ours));
    if (port === undefined) return this.stuck(TAKEN);
    if (wished || asked) return this.serve(here, config, port, asked);
    standing.place = { port, target: entrance.target };
    if (set !== null && ours !== undefined) standing.is(leftBehind(asTyped(endCommand(set))));
    else standing.is({ phase: 'ready', sentence: READY });
  }

  private async serve(here: Here, config: ServeConfig, port: number, asked: boolean): Promise<void> {
    const { entrance, file, setting } = this.needs;
    const when = JSON.stringify([here, config]);
    if (!asked && this.refusal?.when === when) return this.stuck(this.refusal.why);
    const origin = originOf(here.name, port);
    const target = await entrance.open(origin, file.record.set?.target);
    const place = { port, target };
    this.standing.place = place;
    const isSet = here.certificates && isServedAs(config, here.name, place);
    const why = isSet ? undefined : await setting.set(here, place);
    this.refusal = why === undefined ? undefined : { when, why };
    if (why !== undefined) this.stuck(why);
    else this.standing.is({ phase: 'serving', sentence: serving(origin) });
  }

  /** Once: a busy machine, or one that has just woken, is no reason to cut whoever is there. */
  private isForgiven(): boolean {
    this.missed += 1;
    this.standing.stays();
    return this.needs.entrance.isOpen && this.missed < 2;
  }

  private stuck(why: State): void {
    const { entrance, log } = this.needs;
    if (entrance.isOpen) log.warn('no way in through Tailscale', { why: why.sentence });
    entrance.close();
    this.standing.is(why);
  }
}

function originOf(name: string, port: number): string {
  return port === 443 ? `https://${name}` : `https://${name}:${port}`;
}
