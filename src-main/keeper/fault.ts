import type { KeeperFault } from '../../src-shared/keeper-protocol/messages.ts';

/** A refusal that the hub is told by name, with a sentence for the user. */
export class FaultError extends Error {
  readonly fault: KeeperFault;

  constructor(fault: KeeperFault, text: string) {
    super(text);
    this.fault = fault;
  }
}
