import type { Disposable } from '../../src-shared/base/disposable.ts';
import { DisposableStore } from '../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../src-shared/base/emitter.ts';
import { ChannelMirror } from '../../src-shared/client/channel-mirror.ts';
import type { HubLink } from '../../src-shared/client/hub-client.ts';
import { hubChannel, presenceChannel, settingsChannel, terminalChannel } from '../../src-shared/protocol/channel.ts';
import type { Shell, ShellState } from './shell.ts';

/** What the desktop's own part knows of the hub, kept by a client like any other. */
export class ShellClient implements Shell, Disposable {
  private readonly link: HubLink;
  private readonly changes = new Emitter<ShellState>();
  private readonly owned = new DisposableStore();
  private readonly terminals: ChannelMirror<ShellState['terminals'], unknown>;
  private readonly presence: ChannelMirror<ShellState['presence'], unknown>;
  private readonly hub: ChannelMirror<ShellState['hub'], unknown>;
  private readonly settings: ChannelMirror<{ readonly settings: ShellState['settings'] }, unknown>;
  private known: ShellState;

  /** Fires with each new state. */
  readonly onChange: Event<ShellState> = this.changes.event;

  constructor(link: HubLink) {
    this.link = link;
    this.terminals = this.owned.add(new ChannelMirror(link, terminalChannel));
    this.presence = this.owned.add(new ChannelMirror(link, presenceChannel));
    this.hub = this.owned.add(new ChannelMirror(link, hubChannel));
    this.settings = this.owned.add(new ChannelMirror(link, settingsChannel));
    for (const mirror of [this.terminals, this.presence, this.hub, this.settings]) {
      this.owned.add(mirror.onCondition(() => this.changed()));
      this.owned.add((mirror as ChannelMirror<unknown, unknown>).onChange(() => this.changed()));
    }
    this.owned.add(link.onState(() => this.changed()));
    this.known = this.read();
  }

  get state(): ShellState {
    return this.known;
  }

  dispose(): void {
    this.owned.dispose();
    this.changes.dispose();
  }

  private read(): ShellState {
    const mirrors = [this.terminals, this.presence, this.hub, this.settings];
    const heard = mirrors.every(({ condition }) => condition.kind !== 'stale');
    return {
      connection: this.link.state,
      caughtUp: this.link.state.kind === 'open' && heard,
      terminals: this.terminals.state,
      presence: this.presence.state,
      hub: this.hub.state,
      settings: this.settings.state.settings,
    };
  }

  private changed(): void {
    this.known = this.read();
    this.changes.fire(this.known);
  }
}
