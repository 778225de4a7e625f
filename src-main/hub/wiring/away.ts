import { DisposableStore } from '../../../src-shared/base/disposable.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import { pushRequests } from '../../../src-shared/protocol/channels/push/requests.ts';
import type { TerminalAction } from '../../../src-shared/protocol/channels/terminal/actions.ts';
import type { TerminalInfo, TerminalState } from '../../../src-shared/protocol/channels/terminal/state.ts';
import type { HubChannel } from '../channels/channel.ts';
import type { Presence } from '../channels/presence.ts';
import type { Devices } from '../devices/devices.ts';
import type { WatchedTerminals } from '../modules/push/news.ts';
import { type KnownDevices, startPush } from '../modules/push/push.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { type Methods, requestModule } from '../server/methods.ts';
import type { Basis } from './basis.ts';

/** Terminals as those who are away are told of them: from the channel that everybody else mirrors. */
class TerminalWatch extends DisposableStore implements WatchedTerminals {
  private readonly channel: HubChannel<TerminalState, TerminalAction>;
  private readonly changed = this.add(new Emitter<TerminalInfo>());
  private readonly removed = this.add(new Emitter<string>());
  private readonly typings = this.add(new Emitter<string>());

  readonly onChanged = this.changed.event;
  readonly onRemoved = this.removed.event;
  readonly onTyped = this.typings.event;

  constructor(channel: HubChannel<TerminalState, TerminalAction>) {
    super();
    this.channel = channel;
    let before = channel.state.terminals;
    this.add(
      channel.onApplied(() => {
        const now = channel.state.terminals;
        for (const [id, info] of Object.entries(now)) if (before[id] !== info) this.changed.fire(info);
        for (const id of Object.keys(before)) if (!(id in now)) this.removed.fire(id);
        before = now;
      }),
    );
  }

  get infos(): ReadonlyArray<TerminalInfo> {
    return Object.values(this.channel.state.terminals);
  }

  /** Somebody typed into it. */
  typed(terminal: string): void {
    this.typings.fire(terminal);
  }
}

/** The devices as those are told of by push: whether they are known, and may see. What a push says is encrypted for them alone. */
function pushedDevices(devices: Devices): KnownDevices {
  const away = { level: 'L1', network: null, from: '' } as const;
  return {
    has: (device) => devices.rightsOf(device, away) !== undefined,
    mayView: (device, terminal) => devices.rightsOf(device, away, terminal)?.has('view') === true,
    onRemoved: devices.onRemoved,
  };
}

/** Whom push services may write to about this program; the author of package.json. */
const CONTACT = 'mailto:dev@homeport.invalid';

/** Tells those who are away what happens in terminals. */
export function startAway(
  { platform, store, owned }: Basis,
  needs: {
    readonly secrets: Secrets;
    readonly presence: Presence;
    readonly devices: Devices;
    readonly terminals: HubChannel<TerminalState, TerminalAction>;
  },
): { readonly watch: TerminalWatch; readonly methods: Methods } {
  const { secrets, presence, devices, terminals } = needs;
  const watch = owned.add(new TerminalWatch(terminals));
  const push = owned.add(
    startPush({
      vault: secrets.vault,
      file: `${platform.paths.dataDir}/push.json`,
      terminals: watch,
      presence,
      devices: pushedDevices(devices),
      troubles: store.troubles,
      contact: CONTACT,
      clock: platform.clock,
      log: platform.log.child('push'),
      ...(platform.push === undefined ? {} : { instead: platform.push }),
    }),
  );
  return { watch, methods: requestModule('push', pushRequests, push.handlers) };
}
