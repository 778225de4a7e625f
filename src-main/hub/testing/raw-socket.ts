import { connect, type Socket } from 'node:net';
import { until } from './until.ts';

/** A bare TCP socket, for what no decent client would send. */
export class RawSocket {
  readonly socket: Socket;
  /** Everything that came. */
  received = Buffer.alloc(0);
  closed = false;

  /** `from`: an address of this machine that it comes from. */
  constructor(port: number, host = '127.0.0.1', from?: string) {
    this.socket = connect({ port, host, ...(from === undefined ? {} : { localAddress: from }) });
    this.socket.on('data', (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
    });
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.closed = true;
    });
  }

  write(bytes: string | Uint8Array): void {
    this.socket.write(bytes);
  }

  get text(): string {
    return this.received.toString('latin1');
  }

  /** Sends a whole HTTP request as it stands and gives what came until the end. */
  async exchange(request: string): Promise<string> {
    this.write(request);
    await until('the server has closed', () => this.closed);
    return this.text;
  }

  /** Performs the WebSocket handshake. */
  async upgrade(port: number): Promise<void> {
    this.write(
      `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    await until('the handshake is answered', () => this.text.includes('\r\n\r\n') || this.closed);
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** A client's WebSocket frame, masked with zeros; `first` is the byte with FIN, RSV and opcode. */
export function rawFrame(first: number, payload: Uint8Array, claimed = payload.length): Buffer {
  const header = Buffer.alloc(14);
  header[0] = first;
  header[1] = 0x80 | 127;
  header.writeBigUInt64BE(BigInt(claimed), 2);
  return Buffer.concat([header, payload]);
}
