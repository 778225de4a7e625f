import { timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Clock } from '../../src-shared/base/clock.ts';
import type { Disposable } from '../../src-shared/base/disposable.ts';
import type { Log } from '../../src-shared/base/log.ts';
import { type Exit, type Facts, type KeeperMethod, keeperRequests } from '../../src-shared/keeper-protocol/messages.ts';
import { KEEPER_PROTOCOL } from '../../src-shared/keeper-protocol/version.ts';
import { negotiate } from '../../src-shared/protocol/version.ts';
import { FaultError } from './fault.ts';
import type { AnyHeld, Held, HeldListener, Label } from './held.ts';
import { Holdings } from './holdings.ts';
import { type Answer, Link, type LinkOwner } from './link.ts';
import { Process } from './process.ts';
import type { Launch, StartPty } from './pty.ts';
import { type RequestHandlers, requestHandlers } from './requests.ts';
import type { Size } from './screen-messages.ts';
import { Screens } from './screens.ts';
import { checkStartable } from './startable.ts';
import { Terminal } from './terminal.ts';
import { Vigil } from './vigil.ts';

/** Connections that have not said hello, at a time; a hub needs one. */
const STRANGERS = 16;
/** A connection that has not shown the token by then is closed. */
const HELLO_MS = 10_000;

export interface KeeperNeeds {
  readonly id: string;
  readonly token: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly startPty: StartPty;
  /** Whether a hub that comes could find this keeper. */
  readonly isFindable: () => boolean;
  /** Nothing runs here and nobody can want this keeper any more. */
  readonly onIdle: () => void;
}

/** What is held, and the one hub that it is held for. */
export class Keeper implements LinkOwner, HeldListener, Disposable {
  private readonly needs: KeeperNeeds;
  private readonly holdings = new Holdings();
  private readonly screens: Screens;
  private readonly handlers: RequestHandlers;
  private readonly vigil: Vigil;
  private readonly links = new Map<Link, Disposable>();
  private hub: Link | undefined;

  constructor(needs: KeeperNeeds) {
    this.needs = needs;
    this.screens = new Screens(needs.clock, needs.log.child('screens'));
    this.handlers = requestHandlers({
      holdings: this.holdings,
      startTerminal: (id, launch, size, label) => this.startTerminal(id, launch, size, label),
      startProcess: (id, launch, label) => this.startProcess(id, launch, label),
      released: () => this.watch(),
    });
    this.vigil = new Vigil(needs);
  }

  /** A connection came in. */
  connected(socket: Socket): void {
    const strangers = [...this.links.keys()].filter((link) => !link.isGreeted).length;
    if (strangers >= STRANGERS) {
      socket.destroy();
      return;
    }
    const link = new Link(socket, this, this.needs.clock, this.needs.log.child('link'));
    const deadline = this.needs.clock.after(HELLO_MS, () => {
      if (!link.isGreeted) link.dispose();
    });
    this.links.set(link, deadline);
  }

  request(link: Link, method: string, params: Record<string, unknown>): Answer | Promise<Answer> {
    if (method === 'hello') return this.hello(link, params);
    if (!link.isGreeted)
      throw this.turnAway(link, new FaultError('notAuthenticated', 'The first message must be hello.'));
    if (!Object.hasOwn(this.handlers, method))
      throw new FaultError('badMessage', `There is no request ${method.slice(0, 64)}.`);
    const name = method as Exclude<KeeperMethod, 'hello'>;
    const parsed = keeperRequests[name].params.safeParse(params);
    if (!parsed.success)
      throw new FaultError('badMessage', `${name}: ${parsed.error.issues[0]?.message ?? 'malformed'}.`);
    // The table gives each handler the parameters of its own schema, which TypeScript cannot follow through a name.
    const handle = this.handlers[name] as (params: unknown, link: Link) => Answer | Promise<Answer>;
    return handle(parsed.data, link);
  }

  closed(link: Link): void {
    this.links.get(link)?.dispose();
    this.links.delete(link);
    if (this.hub !== link) return;
    this.hub = undefined;
    this.needs.log.info('hub left');
    this.watch();
  }

  exited(held: Held, exit: Exit): void {
    this.needs.log.info('ended', { id: held.id, code: exit.code, signal: exit.signal });
    this.hub?.exited(held as AnyHeld, exit);
    this.watch();
  }

  factsChanged(held: Held, facts: Facts): void {
    this.hub?.event({ event: 'facts', id: held.id, facts });
  }

  /** The system shuts down, or somebody is tired of this keeper. What runs here is not theirs to end. */
  dismiss(): void {
    this.vigil.dismissed();
    this.watch();
  }

  dispose(): void {
    this.vigil.dispose();
    for (const link of [...this.links.keys()]) link.dispose();
    for (const held of this.holdings) held.dispose();
    this.screens.dispose();
  }

  private hello(link: Link, params: Record<string, unknown>): Answer {
    const parsed = keeperRequests.hello.params.safeParse(params);
    if (!parsed.success) throw this.turnAway(link, new FaultError('badMessage', 'hello is malformed.'));
    const { token, protocol, hub } = parsed.data;
    if (!isSame(token, this.needs.token))
      throw this.turnAway(link, new FaultError('notAuthenticated', 'The token is not the one in the keeper’s record.'));
    const version = negotiate(KEEPER_PROTOCOL, protocol);
    if (version === undefined) {
      const text = `This keeper speaks protocol ${span(KEEPER_PROTOCOL)}, the hub ${span(protocol)}.`;
      throw this.turnAway(link, new FaultError('versionRefused', text));
    }
    this.claim(link);
    this.needs.log.info('hub came', { pid: hub.pid, version: hub.version });
    const holdings = [...this.holdings].map((held) => held.describe());
    return { result: { protocol: version, id: this.needs.id, pid: process.pid, holdings } };
  }

  /** One hub at a time: the one before is cut off, since it may be a process that hangs. */
  private claim(link: Link): void {
    const before = this.hub;
    this.hub = link;
    link.isGreeted = true;
    if (before !== link) before?.dispose();
    this.watch();
  }

  private turnAway(link: Link, fault: FaultError): FaultError {
    this.needs.log.warn('connection refused', { fault: fault.fault });
    // After the refusal, which is written when this has returned.
    this.needs.clock.after(0, () => link.closeAfterAnswer());
    return fault;
  }

  private startTerminal(id: string, launch: Launch, size: Size, label: Label): number {
    const { clock, log, startPty } = this.needs;
    const { screens } = this;
    const terminal = this.holdings.add(id, () => {
      checkStartable(launch);
      return starting(launch, () => new Terminal(id, launch, size, label, this, { clock, screens, startPty }));
    });
    log.info('terminal started', { id, pid: terminal.pid });
    return terminal.pid;
  }

  private startProcess(id: string, launch: Launch, label: Label): number {
    const { clock, log } = this.needs;
    const held = this.holdings.add(id, () => {
      checkStartable(launch);
      return starting(launch, () => new Process(id, launch, label, this, clock));
    });
    log.info('process started', { id, pid: held.pid });
    return held.pid;
  }

  private watch(): void {
    const { load } = this.holdings;
    this.vigil.changed(load, this.hub !== undefined);
  }
}

/** What the system says when it cannot start a program is for the user. */
function starting<T>(launch: Launch, start: () => T): T {
  try {
    return start();
  } catch (error) {
    if (error instanceof FaultError) throw error;
    throw new FaultError(
      'startFailed',
      `${launch.file} could not be started: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function isSame(shown: string, token: string): boolean {
  const a = Buffer.from(shown);
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}

function span({ min, max }: { readonly min: number; readonly max: number }): string {
  return min === max ? `${min}` : `${min} to ${max}`;
}
