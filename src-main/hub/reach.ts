import type { TrustLevel } from '../../src-shared/protocol/trust.ts';

/**
 * How one connection reaches the hub. It is never authentication; it takes rights away where somebody on the way could
 * have put words into the client's mouth.
 */
export interface Reach {
  readonly level: TrustLevel;
  /** The network it comes through, by the id of the channel `network`; null from this machine or through a proxy on it. */
  readonly network: string | null;
  /** The remote address, for lists, counts and the audit log; it decides nothing. */
  readonly from: string;
}
