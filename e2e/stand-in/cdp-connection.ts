import type { Readable, Writable } from 'node:stream';

type Params = Readonly<Record<string, unknown>>;
// biome-ignore lint/suspicious/noExplicitAny: the protocol's answers are what its documentation says; nothing here types them.
export type Answer = any;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: Answer;
  readonly result?: Answer;
  readonly error?: { readonly message: string };
}

interface Waiting {
  readonly method: string;
  readonly resolve: (result: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** Chromium said no, or is gone. */
export class CdpError extends Error {}

/** The DevTools protocol over a pipe: when this process ends, however it ends, the pipe closes and Chromium with it. */
export class CdpConnection {
  private readonly input: Writable;
  private readonly waiting = new Map<number, Waiting>();
  private readonly sessions = new Map<string, CdpSession>();
  private lastId = 0;
  private rest: Buffer[] = [];
  private closed = false;
  /** Commands and events of the browser itself. */
  readonly browser: CdpSession;

  constructor(input: Writable, output: Readable) {
    this.input = input;
    this.browser = new CdpSession(this, undefined);
    // Writing to a Chromium that is gone: the end of `output` tells everybody.
    input.on('error', () => {});
    output.on('error', () => {});
    output.on('data', (chunk: Buffer) => this.read(chunk));
    output.on('close', () => this.close());
  }

  session(id: string): CdpSession {
    const known = this.sessions.get(id);
    if (known !== undefined) return known;
    const session = new CdpSession(this, id);
    this.sessions.set(id, session);
    return session;
  }

  forget(id: string): void {
    this.sessions.delete(id);
  }

  send(method: string, params: Params, sessionId: string | undefined): Promise<Answer> {
    if (this.closed) return Promise.reject(new CdpError(`${method}: Chromium is gone`));
    const id = ++this.lastId;
    const answer = new Promise<Answer>((resolve, reject) => this.waiting.set(id, { method, resolve, reject }));
    this.input.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
    return answer;
  }

  /** Messages end with a zero byte. */
  private read(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, from)) {
      const text = Buffer.concat([...this.rest, chunk.subarray(from, end)]).toString('utf8');
      this.rest = [];
      from = end + 1;
      this.take(JSON.parse(text) as Message);
    }
    if (from < chunk.length) this.rest.push(chunk.subarray(from));
  }

  private take(message: Message): void {
    if (message.id !== undefined) {
      const waiting = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if (message.error === undefined) waiting?.resolve(message.result);
      else waiting?.reject(new CdpError(`${waiting.method}: ${message.error.message}`));
      return;
    }
    const session = message.sessionId === undefined ? this.browser : this.sessions.get(message.sessionId);
    session?.tell(message.method ?? '', message.params);
  }

  private close(): void {
    this.closed = true;
    for (const { method, reject } of this.waiting.values()) reject(new CdpError(`${method}: Chromium is gone`));
    this.waiting.clear();
  }
}

/** The browser, or one thing it is attached to: a page, or a frame with a process of its own. */
export class CdpSession {
  private readonly connection: CdpConnection;
  readonly id: string | undefined;
  private readonly listeners = new Map<string, Array<(params: Answer) => void>>();

  constructor(connection: CdpConnection, id: string | undefined) {
    this.connection = connection;
    this.id = id;
  }

  send(method: string, params: Params = {}): Promise<Answer> {
    return this.connection.send(method, params, this.id);
  }

  /** For what may fail because its page is on its way out, which the page's own end tells. */
  post(method: string, params: Params = {}): void {
    this.send(method, params).catch(() => {});
  }

  on(event: string, listener: (params: Answer) => void): void {
    const listeners = this.listeners.get(event);
    if (listeners === undefined) this.listeners.set(event, [listener]);
    else listeners.push(listener);
  }

  tell(event: string, params: Answer): void {
    for (const listener of this.listeners.get(event) ?? []) listener(params);
  }
}
