import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { WebSocket } from 'ws';

/** A way to a hub that counts what goes through, and can be cut as a network is: nothing passes, and nobody is told. */
export class Relay {
  /** Bytes from the hub so far. */
  down = 0;
  private readonly server: Server;
  private readonly host: string;
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  private constructor(port: number) {
    this.host = `127.0.0.1:${port}`;
    this.server = createServer((near) => this.join(near, port));
  }

  static async to(port: number): Promise<Relay> {
    const relay = new Relay(port);
    relay.server.listen(0, '127.0.0.1');
    await once(relay.server, 'listening');
    return relay;
  }

  /** A socket through here, to whom the hub is where it says it is. */
  readonly socket = (url: string): WebSocket => {
    const { port } = this.server.address() as AddressInfo;
    const at = new URL(url);
    at.port = String(port);
    return new WebSocket(at, { perMessageDeflate: false, headers: { host: this.host } });
  };

  /** From now on nothing passes. What was under way is lost for good, as behind a router that has forgotten it. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.pause();
  }

  /** New connections pass again; those of before stay dead. */
  mend(): void {
    this.isCut = false;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private join(near: Socket, port: number): void {
    this.keep(near);
    // A connection that is asked for meanwhile gets no further than this.
    if (this.isCut) {
      near.pause();
      return;
    }
    const far = connect(port, '127.0.0.1');
    this.keep(far);
    for (const socket of [near, far]) socket.setNoDelay(true);
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => {
      this.down += bytes.length;
      near.write(bytes);
    });
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    // Its `close` follows, which is all that matters.
    socket.on('error', () => {});
    socket.on('close', () => this.sockets.delete(socket));
  }
}
