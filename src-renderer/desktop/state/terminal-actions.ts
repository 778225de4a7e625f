import type { StoreApi } from 'zustand/vanilla';
import type { GridSize } from '../../../src-shared/client/output-stream.ts';
import type { CoreParams, CoreResult } from '../../../src-shared/protocol/request-table.ts';
import type { Toasts } from '../../ui/kit/toasts.tsx';
import {
  focusedTerminal,
  type Layout,
  open,
  place,
  prune,
  substitute,
  close as takeOff,
} from '../../ui/layout/layout.ts';
import type { Side } from '../../ui/layout/layout-tree.ts';
import type { HubSession } from '../../ui/state/hub-session.ts';
import type { LiveTerminals } from '../../ui/terminal/live-terminals.ts';
import type { Dialogs } from './dialogs.ts';

export type StartParams = Omit<CoreParams<'terminal.session.start'>, 'size'>;
/** Where a new terminal is shown: in a tab of its own, or beside the pane that has the focus. */
export type Placement = { readonly kind: 'tab' } | { readonly kind: 'beside'; readonly side: Side };

export interface TerminalActionsOptions {
  readonly session: HubSession;
  readonly layout: StoreApi<Layout>;
  readonly live: LiveTerminals;
  readonly dialogs: Dialogs;
  readonly toasts: Toasts;
}

const FIRST_SIZE: GridSize = { cols: 80, rows: 24 };

function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** What a user does to terminals: each asks the hub, then arranges the window. Refusals are said in a toast. */
export class TerminalActions {
  private readonly options: TerminalActionsOptions;
  /** Started here and not yet told of by the channel. */
  private readonly expected = new Set<string>();
  /** Ended at the user's word: their panes close by themselves. */
  private readonly ending = new Set<string>();

  constructor(options: TerminalActionsOptions) {
    this.options = options;
  }

  /** Starts a terminal and shows it; throws the hub's refusal, which the dialog shows in place. */
  async start(params: StartParams, placement: Placement): Promise<string> {
    const { session, layout } = this.options;
    const { id } = await session.client.request('terminal.session.start', { ...params, size: this.likelySize() });
    this.expected.add(id);
    const current = layout.getState();
    const beside = focusedTerminal(current);
    layout.setState(
      placement.kind === 'beside' && beside !== undefined
        ? place(current, beside, placement.side, id)
        : open(current, id),
      true,
    );
    return id;
  }

  /** The default shell, at once. A split starts where its neighbour is. */
  startDefault(placement: Placement): void {
    const { layout, session } = this.options;
    const beside = placement.kind === 'beside' ? focusedTerminal(layout.getState()) : undefined;
    const cwd = beside === undefined ? undefined : session.terminals.getState().state.terminals[beside]?.cwd;
    this.start(cwd === undefined ? {} : { cwd }, placement).catch((thrown: unknown) =>
      this.options.toasts.fail('The terminal could not be started', sentenceOf(thrown)),
    );
  }

  /** Takes a terminal off this window. It lives on. */
  detach(id: string): void {
    const { layout } = this.options;
    layout.setState(takeOff(layout.getState(), id), true);
  }

  /** Ends a terminal; asks first when that would interrupt something. */
  async kill(id: string): Promise<void> {
    const { session, dialogs } = this.options;
    let busy: CoreResult<'terminal.session.inspect'>;
    try {
      busy = await session.client.request('terminal.session.inspect', { id });
    } catch (thrown) {
      return this.options.toasts.fail('The terminal could not be ended', sentenceOf(thrown));
    }
    if (busy.busy) dialogs.open({ kind: 'kill', terminal: id, foreground: busy.foreground });
    else this.killNow(id);
  }

  killNow(id: string): void {
    this.ending.add(id);
    this.ask('The terminal could not be ended', 'terminal.session.kill', { id });
  }

  rename(id: string, name: string): void {
    this.ask('The terminal could not be renamed', 'terminal.session.rename', { id, name });
  }

  async restart(id: string): Promise<void> {
    const { session, layout, toasts } = this.options;
    try {
      const fresh = await session.client.request('terminal.session.restart', { id });
      this.expected.add(fresh.id);
      layout.setState(open(substitute(layout.getState(), id, fresh.id), fresh.id), true);
    } catch (thrown) {
      toasts.fail('It could not be started again', sentenceOf(thrown));
    }
  }

  remove(id: string): void {
    this.ask('The terminal could not be forgotten', 'terminal.session.remove', { id });
  }

  removeAll(ids: ReadonlyArray<string>): void {
    for (const id of ids) this.remove(id);
  }

  /** The terminal channel has changed: what no longer exists leaves the window, and so do panes that are done. */
  follow(): void {
    const { session, layout } = this.options;
    const { state, condition } = session.terminals.getState();
    for (const id of Object.keys(state.terminals)) this.expected.delete(id);
    if (condition !== 'current') return;
    const before = layout.getState();
    const after = prune(before, (id) => {
      const info = state.terminals[id];
      if (info === undefined) return this.expected.has(id);
      return !this.isDone(id);
    });
    if (after !== before) layout.setState(after, true);
  }

  /** Ended by the user here, or a shell that was left the ordinary way: nothing on its screen asks to be read. */
  private isDone(id: string): boolean {
    const info = this.options.session.terminals.getState().state.terminals[id];
    if (info?.phase.kind !== 'ended') return false;
    if (this.ending.has(id)) return true;
    // Only a terminal that this window saw running closes by itself; one that is opened to be read stays.
    return info.phase.exitCode === 0 && info.run.kind !== 'unknown' && this.sawRunning.has(id);
  }

  private readonly sawRunning = new Set<string>();

  /** A pane shows this terminal, which is running. */
  seenRunning(id: string): void {
    this.sawRunning.add(id);
  }

  private likelySize(): GridSize {
    const focused = focusedTerminal(this.options.layout.getState());
    const grids = [focused === undefined ? undefined : this.options.live.get(focused), ...this.options.live.all()];
    return grids.find((live) => live?.view.grid !== undefined)?.view.grid ?? FIRST_SIZE;
  }

  private ask(
    failure: string,
    method: 'terminal.session.kill' | 'terminal.session.rename' | 'terminal.session.remove',
    params: { readonly id: string; readonly name?: string },
  ): void {
    const { client } = this.options.session;
    const asking =
      method === 'terminal.session.rename'
        ? client.request(method, { id: params.id, name: params.name ?? '' })
        : client.request(method, { id: params.id });
    asking.catch((thrown: unknown) => this.options.toasts.fail(failure, sentenceOf(thrown)));
  }
}
