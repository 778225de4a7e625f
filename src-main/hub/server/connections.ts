import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer, type ServerOptions as WsOptions } from 'ws';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { newId, type RandomBytes } from '../../../src-shared/base/ids.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { ErrorName } from '../../../src-shared/protocol/errors.ts';
import type { Challenge, Welcome } from '../../../src-shared/protocol/frames.ts';
import { LIMITS } from '../../../src-shared/protocol/limits.ts';
import { PROTOCOL } from '../../../src-shared/protocol/version.ts';
import type { Caller } from '../caller.ts';
import { Connection } from './connection.ts';
import type { Refusal } from './gate.ts';
import type { Accepted, Authenticator } from './hello.ts';
import type { Router } from './router.ts';
import { SERVER_LIMITS } from './server-limits.ts';

interface ConnectionsOptions {
  readonly hub: { readonly id: string };
  readonly authenticator: Authenticator;
  readonly router: Router;
  readonly welcome: (accepted: Accepted, connection: string) => Welcome;
  readonly opened: (caller: Caller) => void;
  /** Tells somebody whose upgrade was not accepted. */
  readonly refuse: (socket: Socket, refusal: Refusal) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: RandomBytes;
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
};

/** All sockets of clients: those that wait to be let in, and those that are open. The door to ws. */
export class Connections {
  private readonly options: ConnectionsOptions;
  private readonly upgrades = new WebSocketServer(WS_OPTIONS);
  private readonly waiting = new Set<Connection>();
  private readonly open = new Set<Connection>();
  private readonly probing;
  private whenEmpty: (() => void) | undefined;

  constructor(options: ConnectionsOptions) {
    this.options = options;
    this.probing = options.clock.every(SERVER_LIMITS.pingMs, () => {
      for (const connection of this.all()) connection.probe(SERVER_LIMITS.pingMs);
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
  accept(request: IncomingMessage, socket: Socket, head: Buffer): void {
    if (this.waiting.size >= SERVER_LIMITS.waiting) {
      const sentence = 'Too many clients are waiting to be let in. Try again in a moment.';
      this.options.refuse(socket, { status: 503, sentence, headers: { 'retry-after': '1' } });
      return;
    }
    this.upgrades.handleUpgrade(request, socket, head, (ws) => {
      const { authenticator, router, welcome, clock, log } = this.options;
      const connection = new Connection({
        id: newId('c', this.options.random),
        ws,
        socket,
        challenge: this.challenge(),
        address: (request.headers.host ?? '').toLowerCase(),
        authenticator,
        router,
        welcome,
        onOpen: (opened, caller) => {
          this.waiting.delete(opened);
          this.open.add(opened);
          this.options.opened(caller);
        },
        onGone: (gone) => this.forget(gone),
        clock,
        log,
      });
      this.waiting.add(connection);
    });
  }

  /** Cuts every connection of a device, because it was revoked or its rights were changed. */
  closeDevice(device: string, error: ErrorName): void {
    for (const connection of [...this.open]) if (connection.device === device) connection.close(error);
  }

  /**
   * The computer slept: nobody could answer meanwhile, so nobody's silence counts. Everybody is pinged, and who is really
   * gone is dropped one by one in the usual time.
   */
  wake(): void {
    for (const connection of this.all()) connection.wake();
  }

  /** Says goodbye to everybody and resolves when the last socket is gone; those that linger are destroyed. */
  async close(): Promise<void> {
    this.probing.dispose();
    this.upgrades.close();
    const gone = new Promise<void>((resolve) => {
      this.whenEmpty = resolve;
    });
    for (const connection of this.all()) connection.close('shuttingDown');
    const late = this.options.clock.after(SERVER_LIMITS.closeMs, () => {
      for (const connection of this.all()) connection.terminate();
    });
    this.checkEmpty();
    await gone;
    late.dispose();
  }

  private all(): Connection[] {
    return [...this.waiting, ...this.open];
  }

  private challenge(): Challenge {
    const nonce = Buffer.from(this.options.random(32)).toString('base64url');
    return { nonce, hub: this.options.hub.id, protocol: PROTOCOL };
  }

  private forget(connection: Connection): void {
    this.waiting.delete(connection);
    this.open.delete(connection);
    this.checkEmpty();
  }

  private checkEmpty(): void {
    if (this.waiting.size + this.open.size === 0) this.whenEmpty?.();
  }
}
