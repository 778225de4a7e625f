import { DisposableStore } from '../../src-shared/base/disposable.ts';
import { Emitter } from '../../src-shared/base/emitter.ts';
import type { TerminalAction } from '../../src-shared/protocol/channels/terminal/actions.ts';
import type { TerminalInfo, TerminalState } from '../../src-shared/protocol/channels/terminal/state.ts';
import type { HubChannel } from './channels/channel.ts';
import type { Devices } from './devices/devices.ts';
import type { WatchedTerminals } from './modules/push/news.ts';
import type { KnownDevices } from './modules/push/push.ts';

/** Terminals as those who are away are told of them: from the channel that everybody else mirrors. */
export class TerminalWatch extends DisposableStore implements WatchedTerminals {
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
export function pushedDevices(devices: Devices): KnownDevices {
  const away = { level: 'L1', network: null, from: '' } as const;
  return {
    has: (device) => devices.rightsOf(device, away) !== undefined,
    mayView: (device, terminal) => devices.rightsOf(device, away, terminal)?.has('view') === true,
    onRemoved: devices.onRemoved,
  };
}
