import type { KeeperFault } from '../../../src-shared/keeper-protocol/messages.ts';
import { type ErrorName, ProtocolError } from '../../../src-shared/protocol/errors.ts';

/** What a client is told when a keeper refuses. `own` keeps the keeper's words, which name the program or directory. */
const ERROR: Readonly<Record<KeeperFault, { readonly error: ErrorName; readonly own: boolean }>> = {
  badMessage: { error: 'internal', own: false },
  notAuthenticated: { error: 'keeperUnavailable', own: false },
  versionRefused: { error: 'keeperUnavailable', own: false },
  notFound: { error: 'terminalNotFound', own: false },
  ended: { error: 'terminalEnded', own: false },
  startFailed: { error: 'startFailed', own: true },
  directoryMissing: { error: 'directoryMissing', own: true },
  inputGap: { error: 'inputGap', own: false },
  full: { error: 'limitReached', own: true },
  running: { error: 'internal', own: false },
  internal: { error: 'internal', own: false },
};

/** A keeper's refusal, already in the words of the client protocol; `fault` is for those who act on the exact reason. */
export class KeeperRefusal extends ProtocolError {
  readonly fault: KeeperFault;

  constructor(fault: KeeperFault, text: string) {
    const { error, own } = ERROR[fault];
    if (own) super(error, text);
    else super(error);
    this.fault = fault;
  }
}
