import type { Clock } from '../../../../src-shared/base/clock.ts';
import type { TailscaleInfo } from '../../../../src-shared/protocol/channels/tailscale/requests.ts';
import { leadsTo, type Place, PORTS, type ServeConfig } from './serve-config.ts';
import type { ServeFile } from './serve-file.ts';
import type { TailnetEntrance } from './tailnet-entrance.ts';
import { asTyped, serveCommand } from './tailscale-cli.ts';
import { ownPortServed } from './words.ts';

const TROUBLE = 'tailscale';
const OWN_PORT_TROUBLE = 'tailscale-own-port';

export type State = Pick<TailscaleInfo, 'phase' | 'sentence'>;

export interface StandingNeeds {
  readonly file: ServeFile;
  readonly entrance: TailnetEntrance;
  /** The hub's own. */
  readonly hubPort: () => number;
  readonly troubles: { raise(id: string, text: string): void; withdraw(id: string): void };
  readonly clock: Clock;
}

/** How things are, as it is told: on request, and as a trouble when something is wished that is not so. */
export class Standing {
  private readonly needs: StandingNeeds;
  private state: State = { phase: 'off', sentence: 'Tailscale was not looked at yet.' };
  private since = Number.NEGATIVE_INFINITY;
  /** In the tailnet; null while it is not known. */
  origin: string | null = null;
  /** Where it is set, or would be. */
  place: Place | undefined;

  constructor(needs: StandingNeeds) {
    this.needs = needs;
  }

  get info(): TailscaleInfo {
    const { file, entrance } = this.needs;
    const place = this.place ?? { port: PORTS[0], target: entrance.target };
    return { ...this.state, origin: this.origin, command: asTyped(serveCommand(place)), wished: file.record.wished };
  }

  /** How long ago somebody looked, ms. */
  get age(): number {
    return this.needs.clock.monotonic() - this.since;
  }

  is(state: State): void {
    const { file, troubles } = this.needs;
    this.state = state;
    this.stays();
    const isTrouble = file.record.wished && (state.phase === 'failed' || state.phase === 'absent');
    if (isTrouble) troubles.raise(TROUBLE, state.sentence);
    else troubles.withdraw(TROUBLE);
  }

  /** It was looked at, and is as it was. */
  stays(): void {
    this.since = this.needs.clock.monotonic();
  }

  /** Somebody may have followed a recipe for serving a port. */
  warnOfOwnPort(config: ServeConfig): void {
    const { hubPort, troubles } = this.needs;
    if (leadsTo(config, hubPort())) troubles.raise(OWN_PORT_TROUBLE, ownPortServed(hubPort()));
    else troubles.withdraw(OWN_PORT_TROUBLE);
  }
}
