import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import type { KeeperRecord } from '../../../src-shared/keeper-protocol/messages.ts';
import { KEEPER_PROTOCOL } from '../../../src-shared/keeper-protocol/version.ts';
import type { HubAction } from '../../../src-shared/protocol/channels/hub/actions.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import { type Connected, Keeper, type KeeperNeeds } from './keeper.ts';

/** A start does not wait longer for keepers that do not answer; they are joined when they do. */
const ADOPT_MS = 1500;
/** From this try on (about a second of silence) the user is told. */
const TELL_AFTER_TRIES = 4;

export interface KeepersNeeds extends KeeperNeeds {
  /** Says it on the channel `hub`. */
  act(action: HubAction): void;
  readonly troubles: { raise(id: string, text: string): void; withdraw(id: string): void };
}

/** All keepers of this data directory. */
export class Keepers implements Disposable {
  private readonly needs: KeepersNeeds;
  private readonly store = new DisposableStore();
  private readonly keepers = new Map<string, Keeper>();
  private readonly connectedEmitter = this.store.add(new Emitter<Connected & { readonly keeper: Keeper }>());
  private readonly unreachableEmitter = this.store.add(new Emitter<Keeper>());
  private readonly goneEmitter = this.store.add(new Emitter<Keeper>());
  /** A keeper that is being started, and how many places in it are promised already. */
  private coming: { readonly keeper: Promise<Keeper>; promised: number } | null = null;

  readonly onConnected = this.connectedEmitter.event;
  readonly onUnreachable = this.unreachableEmitter.event;
  /** Proven gone; nothing it held is left. */
  readonly onGone = this.goneEmitter.event;

  constructor(needs: KeepersNeeds) {
    this.needs = needs;
  }

  get all(): ReadonlyArray<Keeper> {
    return [...this.keepers.values()];
  }

  get(id: string): Keeper | undefined {
    return this.keepers.get(id);
  }

  /** Joins every keeper that is there. Resolves when all have answered, or soon enough. */
  async start(): Promise<void> {
    const found = await this.needs.launcher.find();
    await Promise.all(found.filter((each) => !each.alive).map((each) => this.needs.launcher.forget(each.record.id)));
    const joining = found.filter((each) => each.alive).map((each) => this.adopt(each.record).connect());
    await this.inTime(Promise.all(joining));
  }

  /** A connected keeper with a place reserved in it; whoever gets it counts `reserved` down. */
  async place(): Promise<Keeper> {
    for (const keeper of this.keepers.values()) {
      if (keeper.link !== null && keeper.room > 0) {
        keeper.reserved++;
        return keeper;
      }
    }
    const coming = this.launch();
    coming.promised++;
    const keeper = await coming.keeper;
    if (keeper.link !== null && keeper.room >= 0) return keeper;
    keeper.reserved--;
    if (keeper.link === null) throw new ProtocolError('keeperUnavailable');
    // More were waiting for it than it has places.
    return this.place();
  }

  /** Starts a keeper when there is none, for a terminal that will be wanted soon. */
  prepare(): void {
    if (this.keepers.size > 0) return;
    this.launch().keeper.catch((error: unknown) => {
      // Whoever wants a terminal tries again and is told.
      this.needs.log.warn('no keeper could be started ahead', { error: String(error) });
    });
  }

  /** Its count of terminals has changed. */
  changed(keeper: Keeper): void {
    if (!this.keepers.has(keeper.record.id)) return;
    const { phase, record } = keeper;
    this.needs.act({
      type: 'hub.keeper.listed',
      keeper: {
        id: record.id,
        pid: record.pid,
        protocol: phase.kind === 'connected' ? phase.protocol : record.protocol.max,
        terminals: keeper.holds.size,
        phase: phase.kind === 'connected' ? 'connected' : 'unreachable',
      },
    });
  }

  dispose(): void {
    this.store.dispose();
    for (const keeper of this.keepers.values()) keeper.dispose();
    this.keepers.clear();
  }

  private launch(): { readonly keeper: Promise<Keeper>; promised: number } {
    if (this.coming !== null) return this.coming;
    this.coming = { keeper: this.launchOne(), promised: 0 };
    return this.coming;
  }

  private async launchOne(): Promise<Keeper> {
    try {
      const keeper = this.adopt(await this.needs.launcher.launch());
      await keeper.connect();
      keeper.reserved += this.coming?.promised ?? 0;
      return keeper;
    } finally {
      this.coming = null;
    }
  }

  private adopt(record: KeeperRecord): Keeper {
    const keeper = new Keeper(record, this.needs);
    this.keepers.set(record.id, keeper);
    keeper.onConnected((connected) => {
      this.connectedEmitter.fire({ keeper, ...connected });
    });
    keeper.onPhase((phase) => {
      if (phase.kind === 'gone') return this.lose(keeper);
      this.changed(keeper);
      if (phase.kind === 'connected') this.needs.troubles.withdraw(troubleId(keeper));
      if (phase.kind !== 'unreachable') return;
      if (phase.tries === 0) this.unreachableEmitter.fire(keeper);
      if (phase.why === 'foreign') this.needs.troubles.raise(troubleId(keeper), foreignText(keeper));
      else if (phase.tries >= TELL_AFTER_TRIES) this.needs.troubles.raise(troubleId(keeper), silentText(keeper));
    });
    return keeper;
  }

  private lose(keeper: Keeper): void {
    this.keepers.delete(keeper.record.id);
    keeper.dispose();
    this.needs.troubles.withdraw(troubleId(keeper));
    this.needs.act({ type: 'hub.keeper.removed', id: keeper.record.id });
    this.goneEmitter.fire(keeper);
    this.needs.launcher.forget(keeper.record.id).catch((error: unknown) => {
      // The next start finds the record, sees that its process is gone, and tries again.
      this.needs.log.warn('keeper record not removed', { keeper: keeper.record.id, error: String(error) });
    });
  }

  private inTime(all: Promise<unknown>): Promise<void> {
    return new Promise((resolve, reject) => {
      const limit = this.store.add(this.needs.clock.after(ADOPT_MS, resolve));
      all.then(() => resolve(), reject).finally(() => this.store.delete(limit));
    });
  }
}

function troubleId(keeper: Keeper): string {
  return `keeper.${keeper.record.id}`;
}

function foreignText({ record }: Keeper): string {
  const { min, max } = record.protocol;
  const older = max < KEEPER_PROTOCOL.min;
  return (
    `Terminals are held by a process (pid ${record.pid}) of ${older ? 'an older' : 'a newer'} Homeport that speaks ` +
    `keeper protocol ${min === max ? min : `${min} to ${max}`}; this one speaks ${KEEPER_PROTOCOL.min} to ` +
    `${KEEPER_PROTOCOL.max}. They go on. Start that version of Homeport to reach them.`
  );
}

function silentText({ record, holds }: Keeper): string {
  return (
    `The process that keeps ${holds.size === 1 ? 'a terminal' : `${holds.size} terminals`} (pid ${record.pid}) is ` +
    'there and does not answer. It is tried again; look whether it is stopped or the machine is out of memory.'
  );
}
