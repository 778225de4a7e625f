import { lookup as systemLookup } from 'node:dns/promises';
import { Agent } from 'node:https';
import { isIP, type LookupFunction, type TcpNetConnectOpts } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Duplex } from 'node:stream';
import { isPublicAddress } from './public-address.ts';

/** Says that an endpoint leads to where nothing may be sent. The message is for the log; it names no path. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
}

/** Whether something may be sent to an address. Tests put their own push service's in its place. */
export type MayReach = (address: string) => boolean;

/** Public addresses that are not this machine's own. */
export const isSomebodyElses: MayReach = (address) => isPublicAddress(address) && !ownAddresses().has(address);

/**
 * Opens connections to addresses that may be reached, and to no others. It is asked when a connection is made, about the
 * very addresses that it then goes to: a name that means something else a moment later changes nothing.
 */
export class GuardedAgent extends Agent {
  private readonly mayReach: MayReach;
  /** One at a time, since each holds one of the few threads that Node has for names and files. */
  private lookingUp: Promise<unknown> = Promise.resolve();

  constructor(mayReach: MayReach, ca?: string) {
    super({ keepAlive: true, maxSockets: 4, ...(ca === undefined ? {} : { ca }) });
    this.mayReach = mayReach;
  }

  override createConnection(
    options: TcpNetConnectOpts,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const { host = '' } = options;
    // Nothing is looked up for what is an address already.
    if (isIP(host) !== 0 && !this.mayReach(host)) {
      callback?.(new ForbiddenAddress(`${host} may not be reached`), undefined as never);
      return undefined;
    }
    return super.createConnection({ ...options, lookup: this.lookup }, callback);
  }

  private readonly lookup: LookupFunction = (host, options, found) => {
    const turn = this.lookingUp.then(() => systemLookup(host, { ...options, all: true }));
    // Whoever asked hears of it; the next is not held up by it.
    this.lookingUp = turn.catch(() => undefined);
    turn.then(
      (all) => {
        const allowed = all.filter(({ address }) => this.mayReach(address));
        const [first] = allowed;
        if (first === undefined) found(new ForbiddenAddress(`${host} leads to addresses that may not be reached`), []);
        else if (options.all === true) found(null, allowed);
        else found(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => found(error, []),
    );
  };
}

function ownAddresses(): ReadonlySet<string> {
  return new Set(Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map(({ address }) => address)));
}
