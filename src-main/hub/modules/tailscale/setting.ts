import { isFunnelled, isServed, isServedAs, type Place } from './serve-config.ts';
import type { ServeFile } from './serve-file.ts';
import { asTyped, endCommand, type Here, type TailscaleCli } from './tailscale-cli.ts';
import { CHANGED, funnelled, leftBehind, NO_CERTIFICATES, type Stuck } from './words.ts';

/** Who stands in the audit log for what the hub does by itself. */
const HUB = 'this hub';

interface SettingNeeds {
  readonly cli: TailscaleCli;
  readonly file: ServeFile;
  readonly audit: (who: string, what: string, verdict: string) => void;
}

/** What Homeport changes in Tailscale, written down before it is done, so that ours is known from others' after a kill. */
export class Setting {
  private readonly needs: SettingNeeds;

  constructor(needs: SettingNeeds) {
    this.needs = needs;
  }

  /** Undefined when it is set, and is what was meant; else all is as it was before. Throws when it cannot be written down. */
  async set(here: Here, place: Place): Promise<Stuck | undefined> {
    const { cli, file, audit } = this.needs;
    const before = file.record;
    file.write({ wished: true, set: place });
    const done = await cli.serve(place);
    const refusal = done.ok ? await this.verify(here, place) : done.error;
    audit(HUB, 'tailscale.serve.set', refusal === undefined ? 'ok' : 'refused');
    if (refusal === undefined) return undefined;
    // It may have been done all the same, late or in part.
    if (refusal.phase !== 'absent') await cli.leave(place);
    // A wish that never came true is none; one that did stands, and what was set for it may still be there.
    file.write(before);
    return refusal;
  }

  /** Undefined when nothing of ours is set any more. */
  async takeBack(): Promise<Stuck | undefined> {
    const { cli, file, audit } = this.needs;
    const { set } = file.record;
    if (set === null) return undefined;
    const config = await cli.config();
    const isThere = !config.ok || isServed(config.value, set);
    const done = config.ok && isThere ? await cli.end(set) : config;
    if (isThere) audit(HUB, 'tailscale.serve.unset', done.ok ? 'ok' : 'refused');
    if (!done.ok) return leftBehind(asTyped(endCommand(set)));
    file.write({ wished: file.record.wished, set: null });
    return undefined;
  }

  private async verify({ name }: Here, place: Place): Promise<Stuck | undefined> {
    const seen = await this.needs.cli.look();
    if (!seen.ok) return seen.error;
    const { here, config } = seen.value;
    if (isFunnelled(config, place.port)) return funnelled(place.port);
    if (here.name !== name || !isServedAs(config, name, place)) return CHANGED;
    // Without a certificate no browser takes it.
    return here.certificates ? undefined : NO_CERTIFICATES;
  }
}
