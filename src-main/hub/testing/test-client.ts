import { WebSocket } from 'ws';
import { type BinaryFrame, decodeBinary, encodeBinary } from '../../../src-shared/protocol/codec.ts';
import type { WireError } from '../../../src-shared/protocol/errors.ts';
import { CHALLENGE, type Challenge, HELLO, type SignedFor, type Welcome } from '../../../src-shared/protocol/frames.ts';
import { PROTOCOL } from '../../../src-shared/protocol/version.ts';
import type { TestKey } from './test-key.ts';
import { until } from './until.ts';

/** Any text frame, as it came. */
export interface AnyFrame {
  readonly id?: number | null;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: WireError;
}

/**
 * A real client with nothing between a test and the frames: it keeps everything that came, and sends whatever it is
 * told, also nonsense. For what clients normally do there is `src-shared/client`.
 */
export class TestClient {
  readonly ws: WebSocket;
  readonly text: AnyFrame[] = [];
  readonly binary: BinaryFrame[] = [];
  /** Code and reason, once closed. */
  closed: { readonly code: number; readonly reason: string } | undefined;
  private nextId = 1;
  private readonly listeners: ((frame: BinaryFrame) => void)[] = [];

  private constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) {
        this.text.push(JSON.parse(data.toString()) as AnyFrame);
        return;
      }
      const frame = decodeBinary(data);
      if (!frame.ok) throw new Error(`the hub sent a bad frame: ${frame.error}`);
      this.binary.push(frame.value);
      for (const listener of this.listeners) listener(frame.value);
    });
    ws.on('error', () => {});
    ws.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
  }

  /** Connects and waits for the challenge. */
  static async connect(url: string, headers: Record<string, string> = {}): Promise<TestClient> {
    const client = new TestClient(
      new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers, perMessageDeflate: false }),
    );
    await until('the challenge has come', () => client.text.length > 0 || client.closed !== undefined);
    return client;
  }

  /** Connects and says hello with this key. */
  static async open(url: string, key: TestKey): Promise<TestClient> {
    const client = await TestClient.connect(url);
    const answer = await client.hello(key);
    if (answer.error !== undefined) throw new Error(`hello was refused: ${answer.error.message}`);
    return client;
  }

  get challenge(): Challenge & SignedFor {
    const frame = this.text.find((each) => each.method === CHALLENGE);
    if (frame === undefined) throw new Error('no challenge has come');
    return { ...(frame.params as unknown as Challenge), address: new URL(this.ws.url).host };
  }

  get welcome(): Welcome {
    const frame = this.text.find((each) => each.result?.['connection'] !== undefined);
    if (frame === undefined) throw new Error('no welcome has come');
    return frame.result as unknown as Welcome;
  }

  hello(key: TestKey, more: Record<string, unknown> = {}): Promise<AnyFrame> {
    return this.request(HELLO, {
      protocol: PROTOCOL,
      client: { kind: 'script', version: '0.0.0' },
      capabilities: [],
      proof: key.prove(this.challenge),
      ...more,
    });
  }

  /** Resolves with the answer, whichever it is. */
  async request(method: string, params: Record<string, unknown> = {}): Promise<AnyFrame> {
    const id = this.nextId++;
    this.sendText(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    return this.answerTo(id);
  }

  async answerTo(id: number | null): Promise<AnyFrame> {
    const find = (): AnyFrame | undefined => this.text.find((each) => each.id === id && each.method === undefined);
    await until(`request ${id} is answered`, () => find() !== undefined || this.closed !== undefined);
    const answer = find();
    if (answer === undefined) throw new Error(`closed before an answer: ${JSON.stringify(this.closed)}`);
    return answer;
  }

  async notified(method: string): Promise<AnyFrame> {
    await until(`${method} has come`, () => this.text.some((each) => each.method === method));
    return this.text.find((each) => each.method === method) ?? {};
  }

  /** Hears every binary frame from now on. */
  onBinary(listener: (frame: BinaryFrame) => void): void {
    this.listeners.push(listener);
  }

  sendText(text: string): void {
    this.ws.send(text);
  }

  acknowledge(stream: number, offset: number): void {
    this.ws.send(encodeBinary({ kind: 'ack', stream, offset }));
  }

  async whenClosed(): Promise<{ readonly code: number; readonly reason: string }> {
    await until('the connection is closed', () => this.closed !== undefined);
    return this.closed ?? { code: 0, reason: '' };
  }

  close(): void {
    this.ws.terminate();
  }
}
