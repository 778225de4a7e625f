import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { type BinaryFrame, decodeBinary, encodeBinary } from '../../src-shared/protocol/codec.ts';
import { CHALLENGE, challengeSchema, HELLO, helloText } from '../../src-shared/protocol/frames.ts';
import type { CoreMethod, CoreParams, CoreResult } from '../../src-shared/protocol/request-table.ts';
import { pause } from './measure.ts';
import { type PhoneKeys, phoneLine, plainSocket } from './phones.ts';

/** Acknowledge this often; the protocol asks for at least every 32 KiB. */
const ACKNOWLEDGE_EVERY = 32 * 1024;

const DESCRIPTION = { protocol: { min: 1, max: 1 }, client: { kind: 'script', version: '1' }, capabilities: [] };

interface IncomingText {
  readonly id?: number | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** How a connection's frames go over its socket. */
interface Line {
  readonly socket: WebSocket;
  sendText(text: string): void;
  sendBinary(bytes: Uint8Array<ArrayBuffer>): void;
}

/** What comes over a line. */
interface Heard {
  text(text: string): void;
  binary(bytes: Uint8Array): void;
}

/** One socket to a hub, speaking the protocol as plainly as it can be spoken. */
export class HubConnection {
  readonly socket: WebSocket;
  private readonly line: Line;
  private readonly waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  private readonly streams = new Map<number, (frame: BinaryFrame) => void>();
  private readonly challenged: Promise<unknown>;
  /** Frames of attachments whose number is not known yet: they may come right behind the answer. */
  private early: BinaryFrame[] = [];
  private nextId = 1;

  private constructor(open: (heard: Heard) => Line) {
    let onChallenge = (_params: unknown): void => {};
    this.line = open({
      text: (text) => this.takeText(text, onChallenge),
      binary: (bytes) => this.takeBinary(bytes),
    });
    const { socket } = this.line;
    this.socket = socket;
    // The socket's `close` follows every `error`; that is where callers see it.
    socket.on('error', () => {});
    this.challenged = new Promise((resolve, reject) => {
      onChallenge = resolve;
      socket.on('close', () => {
        const error = new Error('the hub closed the connection');
        reject(error);
        for (const each of this.waiting.values()) each.reject(error);
        this.waiting.clear();
      });
    });
    // Whoever waits for it hears of it; nobody else needs to.
    this.challenged.catch(() => {});
  }

  /** Connects and says hello as the device that the hub left in its data directory for programs on this machine. */
  static async open(url: string, dataDir: string): Promise<HubConnection> {
    const connection = new HubConnection((heard) => plainLine(url, heard));
    await connection.raw(HELLO, await connection.signedHello(dataDir));
    return connection;
  }

  /** The same as a phone, through the encrypted channel with a page's cryptography. */
  static async openPhone(url: string, keys: PhoneKeys, socket = plainSocket): Promise<HubConnection> {
    const connection = new HubConnection((heard) => phonesLine(url, keys, heard, socket));
    await connection.challenged;
    await connection.raw(HELLO, { ...DESCRIPTION, proof: { kind: 'channel' } });
    return connection;
  }

  private async signedHello(dataDir: string): Promise<object> {
    const challenge = challengeSchema.parse(await this.challenged);
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
    return { ...DESCRIPTION, proof: { kind: 'device', device: file.device, signature } };
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

  private takeBinary(data: Uint8Array): void {
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
      this.line.sendText(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
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
      this.line.sendBinary(encodeBinary({ kind: 'ack', stream, offset: end }));
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

function plainLine(url: string, heard: Heard): Line {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws').replace(/\/$/, '')}/ws`, { perMessageDeflate: false });
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) heard.binary(data);
    else heard.text(data.toString());
  });
  const send = (data: string | Uint8Array): void => socket.send(data);
  return { socket, sendText: send, sendBinary: send };
}

function phonesLine(url: string, keys: PhoneKeys, heard: Heard, connect: (url: string) => WebSocket): Line {
  let socket: WebSocket | undefined;
  const open = phoneLine(url, keys, 'page', (at) => {
    socket = connect(at);
    return socket;
  });
  const line = open({ ...heard, closed() {} });
  if (socket === undefined) throw new Error('no socket was opened');
  return { socket, sendText: (text) => line.sendText(text), sendBinary: (bytes) => line.sendBinary(bytes) };
}
