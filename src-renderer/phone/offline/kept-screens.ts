import { z } from 'zod';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import { type TerminalInfo, terminalInfoSchema } from '../../../src-shared/protocol/channels/terminal/state.ts';
import type { StyledLine } from '../../ui/terminal/styled-lines.ts';
import type { Drawer } from './drawer.ts';

/** As many terminals as one looks at in a day. */
const MOST_SCREENS = 20;
/** All together, in characters of JSON: half of it in memory, where a character takes two bytes. */
const MOST_SIZE = 1024 * 1024;
/** Screens change often: they are written no more often than this, and then as they stand. */
const WRITE_EVERY_MS = 2_000;

const colourSchema = z.union([z.int().min(0).max(255), z.string().regex(/^#[0-9a-f]{6}$/)]);
const runSchema = z.object({
  t: z.string(),
  f: colourSchema.exactOptional(),
  b: colourSchema.exactOptional(),
  s: z.int().exactOptional(),
});

/** The screen of a terminal as this phone saw it last. */
const keptScreenSchema = z.object({
  /** Whose it is: the device that this phone was then. */
  device: z.string(),
  terminal: terminalInfoSchema,
  /** Wall clock, ms. */
  at: z.number(),
  cols: z.int(),
  lines: z.array(z.array(runSchema)),
});
export type KeptScreen = z.infer<typeof keptScreenSchema>;

/** What was seen of a terminal just now. */
export type SeenScreen = Pick<KeptScreen, 'terminal' | 'cols'> & { readonly lines: ReadonlyArray<StyledLine> };

export type ScreensById = Readonly<Record<string, KeptScreen>>;

export interface KeptScreensOptions {
  readonly drawer: Drawer;
  readonly clock: Clock;
  readonly device: string;
  /** Whether anything may outlive the page. */
  readonly mayWrite: () => boolean;
}

/** The last screens of terminals, for when the hub cannot be reached. Bounded: the oldest go first. */
export class KeptScreens implements Disposable {
  readonly store: StoreApi<ScreensById> = createStore<ScreensById>(() => ({}));
  private readonly options: KeptScreensOptions;
  private readonly due = new MutableDisposable<Disposable>();
  private readonly changed = new Set<string>();
  private flushedAt = Number.NEGATIVE_INFINITY;

  constructor(options: KeptScreensOptions) {
    this.options = options;
  }

  /** Reads what an earlier page has kept; what is damaged or somebody else's is removed. */
  async load(): Promise<void> {
    const { drawer, device } = this.options;
    const found: Record<string, KeptScreen> = {};
    for (const [id, value] of await drawer.all()) {
      const parsed = keptScreenSchema.safeParse(value);
      if (parsed.success && parsed.data.device === device) found[id] = parsed.data;
      else await drawer.remove(id);
    }
    // What was seen meanwhile is newer.
    this.store.setState({ ...found, ...this.store.getState() }, true);
  }

  saw({ terminal, cols, lines }: SeenScreen): void {
    const { clock, device } = this.options;
    const before = this.store.getState()[terminal.id];
    const kept = lines.map((line) => [...line]);
    // A glance at the same screen knows no colours.
    const isSame = before !== undefined && before.cols === cols && textOf(before.lines) === textOf(kept);
    const isPlain = kept.every((line) => line.every(({ f, b, s }) => f === undefined && b === undefined && !s));
    const seen = { device, terminal, at: clock.now(), cols, lines: isSame && isPlain ? before.lines : kept };
    this.become({ ...this.store.getState(), [terminal.id]: seen });
    this.writeSoon(terminal.id);
  }

  /** A screen of which only the letters are known. */
  glanced(terminal: TerminalInfo, { cols, lines }: { readonly cols: number; readonly lines: readonly string[] }): void {
    const end = lines.findLastIndex((line) => line.trim() !== '') + 1;
    this.saw({ terminal, cols, lines: lines.slice(0, end).map((t) => (t === '' ? [] : [{ t }])) });
  }

  /** The hub has said which terminals there are: the others are no more. */
  retain(ids: ReadonlySet<string>): void {
    const entries = Object.entries(this.store.getState());
    const left = entries.filter(([id]) => ids.has(id));
    if (left.length < entries.length) this.become(Object.fromEntries(left));
  }

  /** Now, since the page may be gone in a moment. */
  flush(): void {
    this.due.value = undefined;
    const { drawer, mayWrite, clock } = this.options;
    this.flushedAt = clock.monotonic();
    const screens = this.store.getState();
    for (const id of this.changed) {
      const screen = screens[id];
      const writing = screen !== undefined && mayWrite() ? drawer.put(id, screen) : drawer.remove(id);
      writing.catch(() => {
        // Storage full or forbidden: there is less to see offline, and nobody needs to act.
      });
    }
    this.changed.clear();
  }

  /** Forgets all of them. */
  async clear(): Promise<void> {
    this.due.value = undefined;
    this.changed.clear();
    this.store.setState({}, true);
    await this.options.drawer.clear();
  }

  dispose(): void {
    this.flush();
    this.due.dispose();
  }

  /** Newest first, as many as there is room for. */
  private become(screens: ScreensById): void {
    const before = this.store.getState();
    let room = MOST_SIZE;
    const kept: Record<string, KeptScreen> = {};
    for (const [id, screen] of Object.entries(screens).sort(([, one], [, other]) => other.at - one.at)) {
      room -= sizeOf(screen);
      if (room < 0 || Object.keys(kept).length >= MOST_SCREENS) break;
      kept[id] = screen;
    }
    this.store.setState(kept, true);
    for (const id of Object.keys(before)) if (kept[id] === undefined) this.writeSoon(id);
  }

  private writeSoon(id: string): void {
    this.changed.add(id);
    const { clock } = this.options;
    // With what comes in the same moment.
    const wait = Math.max(0, this.flushedAt + WRITE_EVERY_MS - clock.monotonic());
    this.due.value ??= clock.after(wait, () => this.flush());
  }
}

const sizes = new WeakMap<KeptScreen, number>();

function sizeOf(screen: KeptScreen): number {
  const known = sizes.get(screen) ?? JSON.stringify(screen).length;
  sizes.set(screen, known);
  return known;
}

function textOf(lines: ReadonlyArray<StyledLine>): string {
  return lines
    .map((line) =>
      line
        .map(({ t }) => t)
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
