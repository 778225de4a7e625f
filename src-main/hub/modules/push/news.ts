import { type Notice, noticesBetween } from '../../../../src-shared/attention/attention.ts';
import { type Disposable, DisposableStore } from '../../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../../src-shared/base/emitter.ts';
import type { TerminalInfo } from '../../../../src-shared/protocol/channels/terminal/state.ts';

/** Terminals as they change. */
export interface WatchedTerminals {
  readonly infos: ReadonlyArray<TerminalInfo>;
  /** Fires with a terminal as it now is, also when it is new. */
  readonly onChanged: Event<TerminalInfo>;
  /** Fires with the id of one that is no longer listed. */
  readonly onRemoved: Event<string>;
  /** Fires with the id of one into which somebody has typed, on whatever device. */
  readonly onTyped: Event<string>;
}

/** Where users look. */
export interface WatchedPresence {
  /** Whether a device shows this very terminal now. */
  shows(device: string, terminal: string): boolean;
  /** Fires with the id of one that somebody has come to look at. */
  readonly onLooked: Event<string>;
}

/** What happens in terminals that somebody may want to hear of, and when there is nothing left to be told. */
export class News implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly noticed = this.owned.add(new Emitter<Notice>());
  private readonly handled = this.owned.add(new Emitter<string>());
  private readonly known: Map<string, TerminalInfo>;
  private readonly presence: WatchedPresence;

  readonly onNotice = this.noticed.event;
  /** Fires with a terminal that somebody has come to look at, typed into, or closed. */
  readonly onHandled = this.handled.event;

  constructor(terminals: WatchedTerminals, presence: WatchedPresence) {
    this.presence = presence;
    this.known = new Map(terminals.infos.map((info) => [info.id, info]));
    this.owned.add(terminals.onChanged((info) => this.see(info)));
    this.owned.add(
      terminals.onRemoved((id) => {
        this.known.delete(id);
        this.handled.fire(id);
      }),
    );
    this.owned.add(terminals.onTyped((id) => this.handled.fire(id)));
    // Somebody who comes to look has seen it. Who was looking all along may have left the room.
    this.owned.add(presence.onLooked((id) => this.handled.fire(id)));
  }

  /** Whether a device shows this very terminal now. */
  isShownOn(device: string, terminal: string): boolean {
    return this.presence.shows(device, terminal);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private see(info: TerminalInfo): void {
    const before = this.known.get(info.id);
    this.known.set(info.id, info);
    if (before === undefined) return;
    const [then, now] = [before, info].map((each) => ({ terminals: { [each.id]: each } }));
    if (then === undefined || now === undefined) return;
    for (const notice of noticesBetween(then, now)) this.noticed.fire(notice);
  }
}
