import type { ChannelContract } from '../../../src-shared/protocol/channel.ts';
import type { StoredChannel } from '../store/event-log.ts';

/** A channel as it is brought back. */
export interface Restored<S, A> {
  readonly state: S;
  readonly seq: number;
  /** The last actions up to `seq`, without a gap. */
  readonly actions: ReadonlyArray<{ readonly seq: number; readonly action: A }>;
  /** Why it begins empty although something was stored. */
  readonly fault?: string;
}

/**
 * Applies what was stored after the saved state to it. What this build cannot read, or has a gap, is worth nothing: the
 * channel begins empty then and leaves out one number, so that no cursor from before leads across.
 */
export function restore<S, A>(contract: ChannelContract<S, A>, stored: StoredChannel): Restored<S, A> {
  const last = Math.max(stored.state?.seq ?? 0, stored.actions.at(-1)?.seq ?? 0);
  try {
    const actions = stored.actions.map(({ seq, action }) => ({
      seq,
      action: contract.action.parse(JSON.parse(action)),
    }));
    let state = stored.state === undefined ? contract.empty : contract.state.parse(JSON.parse(stored.state.text));
    let seq = stored.state?.seq ?? 0;
    for (const each of actions) {
      if (each.seq <= seq) continue;
      if (each.seq !== seq + 1) throw new Error(`action ${seq + 1} is missing`);
      state = contract.reduce(state, each.action);
      seq = each.seq;
    }
    // Actions that end before the saved state do not lead up to it.
    return { state, seq, actions: actions.at(-1)?.seq === seq ? actions : [] };
  } catch (error) {
    // Reported by the caller; owners say again what there is.
    return { state: contract.empty, seq: last + 1, actions: [], fault: String(error) };
  }
}
