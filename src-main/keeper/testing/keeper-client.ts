import { connect, type Socket } from 'node:net';
import { type KeeperFrame, KeeperFrameReader, keeperHeader } from '../../../src-shared/keeper-protocol/frames.ts';
import {
  type Control,
  controlSchema,
  type KeeperEvent,
  type KeeperFault,
  type KeeperMethod,
  type KeeperParams,
  type KeeperRecord,
  type KeeperResult,
} from '../../../src-shared/keeper-protocol/messages.ts';
import { KEEPER_PROTOCOL } from '../../../src-shared/keeper-protocol/version.ts';

/** A refusal, as an error. */
export class Refused extends Error {
  readonly fault: KeeperFault;
  constructor(fault: KeeperFault, text: string) {
    super(text);
    this.fault = fault;
  }
}

export type Received =
  | { readonly kind: 'output'; readonly number: number; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'event'; readonly event: KeeperEvent };

interface Waiting {
  readonly method: string;
  resolve(answer: { result: unknown; data: Buffer; at: number }): void;
  reject(error: Error): void;
}

/** A hub for tests: says what it is told to, keeps in order what it hears. */
export class KeeperClient {
  /** Everything but answers, in the order in which it came. */
  readonly received: Received[] = [];
  readonly closed: Promise<void>;
  /** Off: a hub that reads but never acknowledges. */
  acknowledges = true;
  readonly socket: Socket;
  private readonly waiting = new Map<number, Waiting>();
  private readonly data = new Map<number, Buffer>();
  private readonly watchers = new Set<() => void>();
  private nextId = 1;
  onOutput: ((number: number, offset: number, bytes: Uint8Array) => void) | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    const reader = new KeeperFrameReader((frame) => this.receive(frame));
    socket.on('data', (chunk) => {
      reader.push(chunk);
      for (const watch of [...this.watchers]) watch();
    });
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        for (const each of this.waiting.values()) each.reject(new Error('closed'));
        resolve();
      });
    });
  }

  static open(path: string): Promise<KeeperClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(path);
      socket.once('error', reject);
      socket.once('connect', () => resolve(new KeeperClient(socket)));
    });
  }

  static async hello(record: KeeperRecord): Promise<KeeperClient> {
    const client = await KeeperClient.open(record.socket);
    await client.request('hello', {
      protocol: KEEPER_PROTOCOL,
      token: record.token,
      hub: { pid: process.pid, version: 'test' },
    });
    return client;
  }

  async request<M extends KeeperMethod>(method: M, params: KeeperParams<M>): Promise<KeeperResult<M>> {
    return (await this.requestWithData(method, params)).result;
  }

  /** `at`: how much had been received when the answer came, for the order with live output. */
  requestWithData<M extends KeeperMethod>(
    method: M,
    params: KeeperParams<M>,
  ): Promise<{ result: KeeperResult<M>; data: Buffer; at: number }> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const settle = resolve as unknown as Waiting['resolve'];
      this.waiting.set(id, { method, resolve: settle, reject });
      this.send({ id, method, params: params as Record<string, unknown> });
    });
  }

  send(control: Control): void {
    const json = Buffer.from(JSON.stringify(control));
    this.socket.write(Buffer.concat([keeperHeader('control', 0, 0, json.length), json]));
  }

  acknowledge(number: number, offset: number): void {
    this.socket.write(keeperHeader('ack', number, offset, 0));
  }

  /** Waits for something received, from the first on. */
  until(what: string, isThere: () => boolean, ms = 15_000): Promise<void> {
    if (isThere()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.watchers.delete(watch);
        reject(new Error(`timed out waiting for ${what}`));
      }, ms);
      const watch = (): void => {
        if (!isThere()) return;
        clearTimeout(timer);
        this.watchers.delete(watch);
        resolve();
      };
      this.watchers.add(watch);
    });
  }

  async event<E extends KeeperEvent['event']>(
    name: E,
    matches: (event: Extract<KeeperEvent, { event: E }>) => boolean = () => true,
  ): Promise<Extract<KeeperEvent, { event: E }>> {
    const find = (): Extract<KeeperEvent, { event: E }> | undefined => {
      for (const each of this.received)
        if (each.kind === 'event' && each.event.event === name) {
          const event = each.event as Extract<KeeperEvent, { event: E }>;
          if (matches(event)) return event;
        }
      return undefined;
    };
    await this.until(`event ${name}`, () => find() !== undefined);
    const found = find();
    if (found === undefined) throw new Error('lost');
    return found;
  }

  /** All output of a stream so far; fails on a hole. */
  bytes(number: number): Buffer {
    const frames = this.received.filter((each) => each.kind === 'output' && each.number === number) as Array<
      Extract<Received, { kind: 'output' }>
    >;
    let at = frames[0]?.offset ?? 0;
    for (const frame of frames) {
      if (frame.offset !== at) throw new Error(`hole: ${frame.offset} after ${at}`);
      at += frame.bytes.length;
    }
    return Buffer.concat(frames.map((frame) => frame.bytes));
  }

  text(number: number): string {
    return this.bytes(number).toString('utf8');
  }

  untilText(number: number, text: string): Promise<void> {
    // Looks at each frame once: a hub that is slow to read is another test.
    let next = 0;
    let recent = '';
    const isThere = (): boolean => {
      for (; next < this.received.length && !recent.includes(text); next++) {
        const each = this.received[next];
        if (each?.kind === 'output' && each.number === number)
          recent = recent.slice(-text.length) + each.bytes.toString();
      }
      return recent.includes(text);
    };
    return this.until(JSON.stringify(text), isThere);
  }

  close(): void {
    this.socket.destroy();
  }

  private receive(frame: KeeperFrame): void {
    if (frame.kind === 'output') {
      if (this.onOutput !== undefined) this.onOutput(frame.number, frame.offset, frame.bytes);
      else
        this.received.push({
          kind: 'output',
          number: frame.number,
          offset: frame.offset,
          bytes: Buffer.from(frame.bytes),
        });
      if (this.acknowledges) this.acknowledge(frame.number, frame.offset + frame.bytes.length);
    } else if (frame.kind === 'data') {
      this.data.set(frame.number, Buffer.concat([this.data.get(frame.number) ?? Buffer.alloc(0), frame.bytes]));
    } else {
      this.receiveControl(controlSchema.parse(JSON.parse(Buffer.from(frame.bytes).toString('utf8'))));
    }
  }

  private receiveControl(control: Control): void {
    if ('event' in control) {
      this.received.push({ kind: 'event', event: control });
      return;
    }
    const waiting = this.waiting.get(control.id);
    this.waiting.delete(control.id);
    if ('fault' in control) waiting?.reject(new Refused(control.fault, control.text));
    else if ('result' in control) {
      const data = this.data.get(control.id) ?? Buffer.alloc(0);
      this.data.delete(control.id);
      waiting?.resolve({ result: control.result, data, at: this.received.length });
    }
  }
}
