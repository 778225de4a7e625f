import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** The push service that Firefox speaks to in place of Mozilla's: subscriptions by WebSocket, messages by https. */
export interface FirefoxPushService {
  /** For the preference `dom.push.serverURL`. */
  readonly url: string;
  /** Messages that the browser has said to have taken. */
  readonly acknowledged: number;
  close(): Promise<void>;
}

interface FromBrowser {
  readonly messageType?: string;
  readonly channelID?: string;
  readonly updates?: unknown[];
}

export async function startFirefoxPushService(tls: {
  readonly cert: string;
  readonly key: string;
}): Promise<FirefoxPushService> {
  const channels = new Map<string, WebSocket>();
  let acknowledged = 0;
  let version = 0;
  const endpoints = createTlsServer(tls, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const channelID = request.url?.split('/').at(-1) ?? '';
    const browser = channels.get(channelID);
    if (browser === undefined) {
      response.writeHead(410).end();
      return;
    }
    const data = Buffer.concat(chunks).toString('base64url');
    version += 1;
    const headers = { encoding: request.headers['content-encoding'] };
    const message = { messageType: 'notification', channelID, version: String(version), ttl: 60, data, headers };
    browser.send(JSON.stringify(message));
    response.writeHead(201, { location: '/' }).end();
  });
  const control = createServer();
  const sockets = new WebSocketServer({ server: control });
  const [endpointPort, controlPort] = [await listening(endpoints), await listening(control)];
  sockets.on('connection', (socket) => {
    socket.on('message', (bytes) => {
      const { messageType, channelID = '', updates } = JSON.parse(String(bytes)) as FromBrowser;
      const answer = (body: object): void => socket.send(JSON.stringify({ messageType, status: 200, ...body }));
      if (messageType === 'hello')
        answer({ uaid: randomUUID().replaceAll('-', ''), use_webpush: true, broadcasts: {} });
      if (messageType === 'register') {
        channels.set(channelID, socket);
        answer({ channelID, pushEndpoint: `https://127.0.0.1:${endpointPort}/wpush/v2/${channelID}` });
      }
      if (messageType === 'unregister') {
        channels.delete(channelID);
        answer({ channelID });
      }
      if (messageType === 'ack') acknowledged += updates?.length ?? 0;
    });
  });
  return {
    url: `ws://127.0.0.1:${controlPort}/`,
    get acknowledged() {
      return acknowledged;
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      endpoints.closeAllConnections();
      control.closeAllConnections();
      for (const server of [endpoints, control]) {
        server.close();
        await once(server, 'close');
      }
    },
  };
}

async function listening(server: Server | ReturnType<typeof createTlsServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
