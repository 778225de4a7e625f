import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import WebSocket from 'ws';
import { makeAuthority, makeLeaf } from '../../tls/certificates.ts';
import { pemOf } from '../../tls/testing/tls-world.ts';
import type { PaperTailnet } from './paper-tailnet.ts';

/** A device of the tailnet, or somebody on the internet. */
export interface PaperPeer {
  readonly address: string;
  readonly login?: string;
}

/**
 * Ends TLS and passes requests on as Tailscale Serve does: by the name that TLS was asked for, with Host as it came, its
 * own `X-Forwarded-*` and `Tailscale-*` in the place of whatever was sent.
 */
export class PaperTailscaled {
  peer: PaperPeer = { address: '100.101.102.103', login: 'ana@example.org' };
  private readonly tailnet: PaperTailnet;
  private readonly servers = new Map<number, Server>();
  private ca = '';
  private leaf = '';

  constructor(tailnet: PaperTailnet) {
    this.tailnet = tailnet;
  }

  /** Serves these ports of the tailnet, which are others here. */
  async listen(...ports: number[]): Promise<void> {
    const given = { now: Date.now(), random: (length: number) => new Uint8Array(randomBytes(length)) };
    const { name } = this.tailnet.service;
    const authority = await makeAuthority('paper', name, given);
    this.ca = pemOf(authority.cert);
    const leaf = await makeLeaf(authority, [name], given);
    this.leaf = leaf.cert;
    for (const port of ports) {
      const server = createServer({ key: leaf.key, cert: leaf.cert });
      server.on('request', (from, to) => this.pass(port, from, to));
      server.on('upgrade', (from, socket, head) => this.upgrade(port, from, socket as TLSSocket, head));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      this.servers.set(port, server);
    }
  }

  /** What lets Chromium reach it and trust it, as it would the real one. */
  get chromiumArgs(): string[] {
    const key = new X509Certificate(this.leaf).publicKey.export({ type: 'spki', format: 'der' });
    const rules = [...this.servers].map(
      ([port, server]) => `MAP ${this.tailnet.service.name}:${port} 127.0.0.1:${portOf(server)}`,
    );
    return [
      `--host-resolver-rules=${rules.join(', ')}`,
      `--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`,
    ];
  }

  /** A connection of a peer by TLS to a port of the tailnet. */
  connect(port: number): TLSSocket {
    const server = this.servers.get(port);
    if (server === undefined) throw new Error(`nothing is served at ${port}`);
    const { name } = this.tailnet.service;
    return tlsConnect({
      host: '127.0.0.1',
      port: portOf(server),
      servername: name,
      ca: this.ca,
    });
  }

  /** A request of a peer as it stands; gives what came until the end. */
  exchange(port: number, text: string): Promise<string> {
    return new Promise((resolve) => {
      let got = '';
      const socket = this.connect(port);
      socket.on('data', (chunk: Buffer) => {
        got += chunk.toString('latin1');
      });
      socket.on('error', () => resolve(got));
      socket.on('close', () => resolve(got));
      socket.write(text);
    });
  }

  /** What a browser in the tailnet has for WebSockets; elsewhere than in the tailnet it connects as usual. */
  webSocket(): new (url: string) => WebSocket {
    const { name } = this.tailnet.service;
    const connect = (port: number): TLSSocket => this.connect(port);
    return class extends WebSocket {
      constructor(url: string) {
        const { hostname, port, origin } = new URL(url);
        if (hostname !== name) super(url);
        else {
          const createConnection = (): TLSSocket => connect(Number(port === '' ? 443 : port));
          super(url, { origin: origin.replace('wss:', 'https:'), createConnection });
        }
      }
    };
  }

  async close(): Promise<void> {
    for (const server of this.servers.values()) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  private targetOf(port: number, { socket, url = '/' }: IncomingMessage): string | undefined {
    // The types do not know what the server's side has.
    const { servername } = socket as TLSSocket & { readonly servername: string };
    const handlers = this.tailnet.config.Web?.[`${servername}:${port}`]?.Handlers ?? {};
    const mounts = Object.keys(handlers).sort((one, other) => other.length - one.length);
    const found = mounts.find((each) => url.startsWith(each));
    return found === undefined ? undefined : handlers[found]?.Proxy;
  }

  private headers(port: number, from: IncomingMessage): IncomingHttpHeaders {
    const headers = { ...from.headers };
    for (const name of Object.keys(headers)) if (/^tailscale-/.test(name)) delete headers[name];
    headers['x-forwarded-host'] = from.headers.host;
    headers['x-forwarded-proto'] = 'https';
    headers['x-forwarded-for'] = this.peer.address;
    const isFunnel = this.tailnet.config.AllowFunnel?.[`${this.tailnet.service.name}:${port}`] === true;
    if (isFunnel) headers['tailscale-funnel-request'] = '?1';
    else if (this.peer.login !== undefined) {
      headers['tailscale-user-login'] = this.peer.login;
      headers['tailscale-headers-info'] = 'https://tailscale.com/s/serve-headers';
    }
    return headers;
  }

  private pass(port: number, from: IncomingMessage, to: ServerResponse): void {
    const target = this.targetOf(port, from);
    if (target === undefined) {
      to.writeHead(404).end();
      return;
    }
    const { method, url } = from;
    const on = request(target, { method, path: url, headers: this.headers(port, from), setHost: false }, (answer) => {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(to);
    });
    on.on('error', () => to.writeHead(502).end());
    from.pipe(on);
  }

  private upgrade(port: number, from: IncomingMessage, socket: TLSSocket, head: Buffer): void {
    socket.on('error', () => {});
    const target = this.targetOf(port, from);
    if (target === undefined) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    const on = request(target, { path: from.url, headers: this.headers(port, from), setHost: false });
    on.on('upgrade', (answer, upstream, first) => {
      const headers = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers.join('')}\r\n`);
      socket.write(first);
      upstream.write(head);
      upstream.on('error', () => socket.destroy());
      upstream.on('close', () => socket.destroy());
      socket.on('close', () => upstream.destroy());
      upstream.pipe(socket).pipe(upstream);
    });
    on.on('response', (answer) => {
      socket.end(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\nConnection: close\r\n\r\n`);
      answer.resume();
    });
    on.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n'));
    on.end();
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
