import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Log } from '../../../src-shared/base/log.ts';
import type { Connections } from './connections.ts';
import type { Gate, Refusal } from './gate.ts';
import { refusalReply, sendReply, sendReplyOnSocket } from './http-reply.ts';
import type { Reply } from './routes.ts';
import type { Way } from './way.ts';

/** What cannot be read as HTTP, or not in time. */
function clientErrorReply(error: NodeJS.ErrnoException): Reply {
  if (error.code === 'HPE_HEADER_OVERFLOW')
    return refusalReply({ status: 431, sentence: 'The headers are too large.' });
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return refusalReply({ status: 408, sentence: 'The request did not come in time.' });
  }
  return refusalReply({ status: 400, sentence: 'This is not a request that can be read.' });
}

/** Leads the requests and upgrades of one listener through the gate. */
export class Doors {
  private readonly ways: () => Iterable<Way>;
  private readonly gate: Gate;
  private readonly connections: Connections;
  private readonly log: Log;

  constructor(
    http: Server,
    parts: {
      /** The ways that lead to this listener, as they are now. */
      readonly ways: () => Iterable<Way>;
      readonly gate: Gate;
      readonly connections: Connections;
      readonly log: Log;
    },
  ) {
    const { ways, gate, connections, log } = parts;
    this.ways = ways;
    this.gate = gate;
    this.connections = connections;
    this.log = log;
    const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
      void this.reply(request).then((reply) => sendReply(request, response, reply));
    };
    http.on('request', onRequest);
    http.on('checkExpectation', onRequest);
    http.on('upgrade', (request, socket, head) => void this.upgrade(request, socket as Socket, head));
    // A connection that could not be taken, for want of file descriptors; those that are open go on.
    http.on('error', (error) => log.error('a connection could not be accepted', { error: error.message }));
    http.on('clientError', (error, socket) => sendReplyOnSocket(socket, clientErrorReply(error)));
  }

  /** Never rejects. */
  private async reply(request: IncomingMessage): Promise<Reply> {
    try {
      const admitted = await this.gate.admit(request, this.ways());
      if (!admitted.ok) return this.refuse(admitted.error);
      const { route, path, way } = admitted.value;
      if (route.kind === 'http') return await route.answer(request, path, way);
      return refusalReply({ status: 426, sentence: 'This is for WebSockets.', headers: { upgrade: 'websocket' } });
    } catch (error) {
      return this.failed(error);
    }
  }

  /** Never rejects. */
  private async upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    // Until ws has its own: a peer that is gone is seen by its `close`.
    const ignore = (): void => {};
    socket.on('error', ignore);
    try {
      const admitted = await this.gate.admit(request, this.ways());
      if (!admitted.ok) {
        sendReplyOnSocket(socket, this.refuse(admitted.error));
        return;
      }
      const { route, way, from } = admitted.value;
      if (route.kind === 'socket') this.connections.accept({ request, socket, head, way, from, frames: route.frames });
      else sendReplyOnSocket(socket, refusalReply({ status: 400, sentence: 'No WebSocket is served here.' }));
    } catch (error) {
      sendReplyOnSocket(socket, this.failed(error));
    }
  }

  private refuse(refusal: Refusal): Reply {
    this.log.debug('refused a request', { status: refusal.status, why: refusal.sentence });
    return refusalReply(refusal);
  }

  private failed(error: unknown): Reply {
    this.log.error('a request failed', {
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    return refusalReply({ status: 500, sentence: 'The hub failed at this. Its log has the details.' });
  }
}
