import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer, type ServerOptions as WsOptions } from 'ws';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { newId, type RandomBytes } from '../../../src-shared/base/ids.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { ErrorName } from '../../../src-shared/protocol/errors.ts';
import type { Challenge, Welcome } from '../../../src-shared/protocol/frames.ts';
import { LIMITS } from '../../../src-shared/protocol/limits.ts';
import { PROTOCOL } from '../../../src-shared/protocol/version.ts';
import type { KeyPair } from '../../../src-shared/secure/crypto.ts';
import { type Newcomer, respond } from '../../../src-shared/secure/handshake.ts';
import type { Caller } from '../caller.ts';
import type { Reach } from '../reach.ts';
import { Connection } from './connection.ts';
import type { Refusal } from './gate.ts';
import type { Accepted, Authenticator } from './hello.ts';
import { PairingLine } from './pairing-line.ts';
import type { Router } from './router.ts';
import type { SecureDoor } from './secure-door.ts';
import { type Secured, Securing } from './securing.ts';
import { SERVER_LIMITS } from './server-limits.ts';
import { Turns } from './turns.ts';
import type { Way } from './way.ts';

interface ConnectionsOptions {
  readonly hub: { readonly id: string };
  readonly authenticator: Authenticator;
  readonly secure: SecureDoor | undefined;
  readonly router: Router;
  readonly welcome: (accepted: Accepted, connection: string, reach: Reach) => Welcome;
  readonly opened: (caller: Caller) => void;
  /** Tells somebody whose upgrade was not accepted. */
  readonly refuse: (socket: Socket, refusal: Refusal) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: RandomBytes;
}

/** An upgrade that has passed the gate. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  readonly head: Buffer;
  readonly way: Way;
  /** The remote address, or what the proxy of the way says in its place. */
  readonly from: string;
  readonly frames: 'plain' | 'encrypted';
}

/** The types lag behind ws by this one. */
const WS_OPTIONS: WsOptions & { readonly closeTimeout: number } = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: LIMITS.frame,
  maxFragments: SERVER_LIMITS.fragments,
  maxBufferedChunks: SERVER_LIMITS.chunks,
  closeTimeout: SERVER_LIMITS.closeMs,
  // We speak none, and echo nobody's words.
  handleProtocols: () => false,
};

/** One socket of a client, whatever has become of it so far. */
interface Line {
  readonly ws: WebSocket;
  readonly way: Way;
  readonly from: string;
  /** When in a round it is asked for a sign of life. */
  readonly turn: number;
  /** When it came, monotonic ms. */
  readonly since: number;
  /** Whether we wait for its next word, rather than it for ours. */
  owes: () => boolean;
  /** Once its frames can be read. */
  connection: Connection | undefined;
}

const always = (): boolean => true;

/** All sockets of clients: those that wait to be let in, and those that are open. The door to ws. */
export class Connections {
  private readonly options: ConnectionsOptions;
  private readonly upgrades = new WebSocketServer(WS_OPTIONS);
  private readonly waiting = new Set<Line>();
  private readonly open = new Set<Line>();
  private readonly turns: Turns;
  private readonly probing;
  private nextTurn = 0;
  private whenEmpty: (() => void) | undefined;

  constructor(options: ConnectionsOptions) {
    this.options = options;
    this.turns = new Turns(options.clock);
    let now = 0;
    // Everybody once in a round, and not all in the same moment: thousands of pings take a while.
    this.probing = options.clock.every(SERVER_LIMITS.pingMs / SERVER_LIMITS.pingTurns, () => {
      now = (now + 1) % SERVER_LIMITS.pingTurns;
      for (const { connection, turn } of this.all()) if (turn === now) connection?.probe(SERVER_LIMITS.pingMs);
    });
    this.upgrades.on('wsClientError', (error, socket) => {
      options.refuse(socket as Socket, { status: 400, sentence: `Not a WebSocket handshake: ${error.message}.` });
    });
  }

  /** Connections that are open. */
  get size(): number {
    return this.open.size;
  }

  /** Makes a connection of an upgrade that has passed the gate. */
  accept(upgrade: Upgrade): void {
    const { request, socket, head, frames } = upgrade;
    const key = frames === 'encrypted' ? this.options.secure?.key() : undefined;
    if (!this.hasRoom(upgrade)) {
      const sentence = 'Too many clients are waiting to be let in. Try again in a moment.';
      this.options.refuse(socket, { status: 503, sentence, headers: { 'retry-after': '1' } });
      return;
    }
    if (frames === 'encrypted' && key === undefined) {
      const sentence = 'The hub’s own key is not available yet. Look at the computer: it may wait for its keychain.';
      this.options.refuse(socket, { status: 503, sentence, headers: { 'retry-after': '5' } });
      return;
    }
    this.upgrades.handleUpgrade(request, socket, head, (ws) => this.begin(ws, upgrade, key));
  }

  /** Whoever floods by a network keeps neither this machine's own clients out, nor from one address the other phones. */
  private hasRoom({ way, from }: Upgrade): boolean {
    const before = [...this.waiting].filter((line) => line.way.kind === way.kind);
    const theirs = way.kind === 'phones' ? before.filter((line) => line.from === from) : [];
    if (theirs.length >= SERVER_LIMITS.waitingEach) return this.makeRoom(theirs);
    return before.length < SERVER_LIMITS.waiting || this.makeRoom(before);
  }

  /** Ends the oldest that is silent, of the address that has most: phones that all come back at once have one each. */
  private makeRoom(lines: readonly Line[]): boolean {
    const now = this.options.clock.monotonic();
    const counts = new Map<string, number>();
    for (const { from } of lines) counts.set(from, (counts.get(from) ?? 0) + 1);
    const most = Math.max(...counts.values());
    const isStalled = ({ from, since, owes }: Line): boolean =>
      counts.get(from) === most && now - since >= SERVER_LIMITS.stalledMs && owes();
    const stalled = most > SERVER_LIMITS.waitingFew ? lines.find(isStalled) : undefined;
    if (stalled === undefined) return false;
    this.waiting.delete(stalled);
    stalled.ws.terminate();
    return true;
  }

  /** Cuts every connection of a device, because it was revoked or its rights were changed. */
  closeDevice(device: string, error: ErrorName): void {
    for (const { connection } of [...this.open]) if (connection?.device === device) connection.close(error);
  }

  /** Cuts everybody who came by this way, because it is closed. */
  closeWay(way: Way): void {
    for (const { ws, connection, way: came } of this.all()) {
      if (came !== way) continue;
      if (connection === undefined) ws.terminate();
      else connection.close('shuttingDown');
    }
  }

  /**
   * The computer slept: nobody could answer meanwhile, so nobody's silence counts. Everybody is pinged, and who is really
   * gone is dropped one by one in the usual time.
   */
  wake(): void {
    for (const { connection } of this.all()) connection?.wake();
  }

  /** Says goodbye to everybody and resolves when the last socket is gone; those that linger are destroyed. */
  async close(): Promise<void> {
    this.probing.dispose();
    this.turns.dispose();
    this.upgrades.close();
    const gone = new Promise<void>((resolve) => {
      this.whenEmpty = resolve;
    });
    for (const { ws, connection } of this.all()) {
      if (connection === undefined) ws.close(1001);
      else connection.close('shuttingDown');
    }
    const late = this.options.clock.after(SERVER_LIMITS.closeMs, () => {
      for (const { ws } of this.all()) ws.terminate();
    });
    this.checkEmpty();
    await gone;
    late.dispose();
  }

  /** What lives as long as the socket must not hold on to the request: thousands may stay for days. */
  private begin(ws: WebSocket, upgrade: Upgrade, key: KeyPair | undefined): void {
    const { way, from } = upgrade;
    const turn = this.nextTurn++ % SERVER_LIMITS.pingTurns;
    const since = this.options.clock.monotonic();
    const line: Line = { ws, way, from, turn, since, owes: always, connection: undefined };
    this.waiting.add(line);
    ws.on('close', () => this.forget(line));
    const { secure } = this.options;
    if (secure !== undefined && key !== undefined) this.secure(line, upgrade, secure, key);
    else this.connect(line, upgrade, undefined);
  }

  /** The handshake, and then what it was made for. */
  private secure(line: Line, upgrade: Upgrade, door: SecureDoor, key: KeyPair): void {
    const { clock, hub, log } = this.options;
    const { ws } = line;
    const { socket } = upgrade;
    // Until there is a connection: frames that are wrong by themselves end the line, which its `close` tells.
    const ignore = (error: Error): void => log.debug('a line failed before its handshake', { error: error.message });
    ws.on('error', ignore);
    const securing = new Securing({
      ws,
      socket,
      hub: hub.id,
      turns: this.turns,
      responder: respond(door.crypto, { hub: hub.id, key, secretOf: door.secretOf }),
      clock,
      onMade: ({ responded, rest }) => {
        ws.off('error', ignore);
        ws.off('close', leave);
        if (responded.by === 'device') this.connect(line, upgrade, { responded, rest });
        else this.pair(line, upgrade, door, { responded, rest });
      },
      onFailed: (why) => {
        door.desk.failed(line.from, why);
        ws.close(4003);
      },
    });
    line.owes = () => securing.isIdle;
    const leave = (): void => securing.dispose();
    ws.on('close', leave);
  }

  private pair(line: Line, { socket }: Upgrade, { desk }: SecureDoor, { responded, rest }: Secured<Newcomer>): void {
    const { by, channel, comparison, share, remoteKey } = responded;
    line.ws.on('error', (error) => this.options.log.debug('a pairing line failed', { error: error.message }));
    const offer = by.kind === 'offer' ? by.id : null;
    const asker = { remoteKey, offer, comparison, reach: this.reachOf(line) };
    const pairing = new PairingLine({ ws: line.ws, socket, channel, share, desk, asker, clock: this.options.clock });
    line.owes = () => pairing.isSilent;
    for (const message of rest) pairing.receive(message);
  }

  private connect(line: Line, { request, socket }: Upgrade, secured: Secured | undefined): void {
    const { authenticator, router, welcome, clock, log } = this.options;
    const connection = new Connection({
      id: newId('c', this.options.random),
      ws: line.ws,
      socket,
      reach: this.reachOf(line),
      secured: secured?.responded,
      challenge: this.challenge(),
      address: (request.headers.host ?? '').toLowerCase(),
      authenticator,
      router,
      welcome,
      onOpen: (caller) => {
        this.waiting.delete(line);
        this.open.add(line);
        this.options.opened(caller);
      },
      clock,
      log,
    });
    line.connection = connection;
    line.owes = always;
    for (const message of secured?.rest ?? []) connection.receive(message, true);
  }

  private reachOf({ way, from }: Line): Reach {
    return { level: way.level, network: way.network, from };
  }

  private all(): Line[] {
    return [...this.waiting, ...this.open];
  }

  private challenge(): Challenge {
    const nonce = Buffer.from(this.options.random(32)).toString('base64url');
    return { nonce, hub: this.options.hub.id, protocol: PROTOCOL };
  }

  private forget(line: Line): void {
    this.waiting.delete(line);
    this.open.delete(line);
    this.checkEmpty();
  }

  private checkEmpty(): void {
    if (this.waiting.size + this.open.size === 0) this.whenEmpty?.();
  }
}
