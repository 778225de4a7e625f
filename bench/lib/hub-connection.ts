import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { type BinaryFrame, decodeBinary, encodeBinary } from '../../src-shared/protocol/codec.ts';
import { CHALLENGE, challengeSchema, HELLO, helloText } from '../../src-shared/protocol/frames.ts';
import type { CoreMethod, CoreParams, CoreResult } from '../../src-shared/protocol/request-table.ts';
import { pause } from './measure.ts';

/** Acknowledge this often; the protocol asks for at least every 32 KiB. */
const ACKNOWLEDGE_EVERY = 32 * 1024;

interface IncomingText {
  readonly id?: number | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** One socket to a hub, speaking the protocol as plainly as it can be spoken. */
export class HubConnection {
  readonly socket: WebSocket;
  private readonly waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  private readonly streams = new Map<number, (frame: BinaryFrame) => void>();
  /** Frames of attachments whose number is not known yet: they may come right behind the answer. */
  private early: BinaryFrame[] = [];
  private nextId = 1;

  constructor(socket: WebSocket) {
    this.socket = socket;
    // The socket's `close` follows every `error`; that is where callers see it.
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const each of this.waiting.values()) each.reject(new Error('the hub closed the connection'));
      this.waiting.clear();
    });
  }

  /** Connects and says hello as the device that the hub left in its data directory for programs on this machine. */
  static async open(url: string, dataDir: string): Promise<HubConnection> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws').replace(/\/$/, '')}/ws`, { perMessageDeflate: false });
    const connection = new HubConnection(socket);
    const hello = await connection.signedHello(dataDir);
    await connection.raw(HELLO, hello);
    return connection;
  }

  private async signedHello(dataDir: string): Promise<object> {
    const challenge = challengeSchema.parse(await this.challenge());
    const file = JSON.parse(readFileSync(join(dataDir, 'local-device.json'), 'utf8')) as Record<
      'device' | 'privateKey',
      string
    >;
    const key = createPrivateKey({ key: Buffer.from(file.privateKey, 'base64url'), format: 'der', type: 'pkcs8' });
    const signature = sign(
      null,
      Buffer.from(helloText({ ...challenge, address: new URL(this.socket.url).host }, file.device)),
      key,
    ).toString('base64url');
    return {
      protocol: { min: 1, max: 1 },
      client: { kind: 'script', version: '1' },
      capabilities: [],
      proof: { kind: 'device', device: file.device, signature },
    };
  }

  private challenge(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.socket.once('close', () => reject(new Error('the hub closed the connection')));
      this.socket.on('message', (data: Buffer, isBinary) => {
        if (isBinary) this.takeBinary(data);
        else this.takeText(data.toString(), resolve);
      });
    });
  }

  /** Answers are taken as they are: this client measures the hub and trusts it. */
  private takeText(text: string, onChallenge: (params: unknown) => void): void {
    const frame = JSON.parse(text) as IncomingText;
    if (frame.method === CHALLENGE) onChallenge(frame.params);
    if (typeof frame.id !== 'number') return;
    const asked = this.waiting.get(frame.id);
    this.waiting.delete(frame.id);
    if (frame.error === undefined) asked?.resolve(frame.result);
    else asked?.reject(Object.assign(new Error(frame.error.message), { code: frame.error.code }));
  }

  private takeBinary(data: Buffer): void {
    const decoded = decodeBinary(data);
    if (!decoded.ok) throw new Error(decoded.error);
    const handler = this.streams.get(decoded.value.stream);
    if (handler === undefined) this.early.push(decoded.value);
    else handler(decoded.value);
  }

  private raw(method: string, params: object): Promise<unknown> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  request<M extends CoreMethod>(method: M, params: CoreParams<M>): Promise<CoreResult<M>> {
    return this.raw(method, params as object) as Promise<CoreResult<M>>;
  }

  /** Asks until the hub no longer says "too many tries"; for setting up, never inside what is measured. */
  async patiently<M extends CoreMethod>(method: M, params: CoreParams<M>): Promise<CoreResult<M>> {
    for (;;) {
      try {
        return await this.request(method, params);
      } catch (error) {
        if (!(error instanceof Error) || !('code' in error) || error.code !== 4006) throw error;
        await pause(50);
      }
    }
  }

  /** Attaches to a terminal. Bytes are acknowledged as they come. */
  async attach(id: string, from: number | undefined, onFrame: (frame: BinaryFrame) => void): Promise<void> {
    const asked = this.patiently('terminal.session.attach', from === undefined ? { id } : { id, from });
    const { stream } = await asked;
    let acknowledged = from ?? 0;
    const take = (frame: BinaryFrame): void => {
      onFrame(frame);
      const end = frame.offset + (frame.kind === 'output' ? frame.bytes.length : 0);
      if (frame.kind !== 'screen' && end - acknowledged < ACKNOWLEDGE_EVERY) return;
      acknowledged = end;
      this.socket.send(encodeBinary({ kind: 'ack', stream, offset: end }));
    };
    this.streams.set(stream, take);
    const early = this.early.filter((frame) => frame.stream === stream);
    this.early = this.early.filter((frame) => frame.stream !== stream);
    for (const frame of early) take(frame);
  }

  close(): void {
    this.socket.terminate();
  }
}
