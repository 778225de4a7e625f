import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';
import type { RandomBytes } from '../../../src-shared/base/ids.ts';
import type { HubLink } from '../../../src-shared/client/hub-client.ts';
import { InputLog } from '../../../src-shared/client/input-log.ts';
import type { KeptInput } from '../../../src-shared/client/kept-input.ts';
import type { Drawer } from './drawer.ts';

const keptInputSchema = z.object({
  device: z.string(),
  epoch: z.string(),
  operations: z
    .array(
      z.object({ op: z.int().positive(), data: z.string(), encoding: z.enum(['utf8', 'base64']), typedAt: z.number() }),
    )
    .refine((all) => all.every(({ op }, at) => op === (all[0]?.op ?? 0) + at)),
});

/** Terminals with input that waits, by id: for the line, or for the user's word. */
export type Waiting = Readonly<Record<string, 'unsent' | 'held'>>;

export interface InputsOptions {
  readonly link: HubLink;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Who this phone is; what another device has left behind is dropped. */
  readonly device: string;
  /** Undefined where nothing may outlive the page. */
  readonly drawer: Drawer | undefined;
}

/** What is typed into each terminal, for as long as the page lives and where it may beyond: one log for each. */
export class Inputs implements Disposable {
  readonly waiting: StoreApi<Waiting> = createStore<Waiting>(() => ({}));
  private readonly options: InputsOptions;
  private readonly logs = new Map<string, InputLog>();
  private readonly owned = new DisposableStore();

  constructor(options: InputsOptions) {
    this.options = options;
  }

  /** Takes up what an earlier page has left behind. Before anything is typed. */
  async restore(): Promise<void> {
    const { drawer, device } = this.options;
    if (drawer === undefined) return;
    for (const [id, value] of await drawer.all()) {
      const parsed = keptInputSchema.safeParse(value);
      if (parsed.success && parsed.data.device === device && !this.logs.has(id)) this.make(id, parsed.data);
      else await drawer.remove(id);
    }
  }

  of(terminal: string): InputLog {
    return this.logs.get(terminal) ?? this.make(terminal);
  }

  dispose(): void {
    this.owned.dispose();
    this.logs.clear();
  }

  private make(terminal: string, kept?: KeptInput): InputLog {
    const { link, clock, random, device, drawer } = this.options;
    const log = this.owned.add(
      new InputLog({
        link,
        clock,
        random,
        terminal,
        ...(kept === undefined ? {} : { kept }),
        ...(drawer === undefined
          ? {}
          : {
              keep: (input) =>
                input === undefined ? drawer.remove(terminal) : drawer.put(terminal, { device, ...input }),
            }),
      }),
    );
    this.logs.set(terminal, log);
    const look = (): void => this.look(terminal, log);
    this.owned.add(log.onState(look));
    look();
    return log;
  }

  private look(terminal: string, log: InputLog): void {
    const { kind } = log.state;
    const before = this.waiting.getState();
    const now = kind === 'unsent' || kind === 'held' ? kind : undefined;
    if (before[terminal] === now) return;
    const { [terminal]: _, ...others } = before;
    this.waiting.setState(now === undefined ? others : { ...others, [terminal]: now }, true);
  }
}
