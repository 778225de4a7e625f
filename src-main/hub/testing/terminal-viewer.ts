import { sleep } from '../../../src-shared/base/clock.ts';
import type { TerminalInfo } from '../../../src-shared/protocol/channels/terminal/state.ts';
import type { BinaryFrame } from '../../../src-shared/protocol/codec.ts';
import { systemClock } from '../host/system-clock.ts';
import type { AnyFrame, TestClient } from './test-client.ts';
import { until } from './until.ts';

type Params = Record<string, unknown>;

/** One client looking at one terminal: keeps the bytes as an honest client would, acknowledges, and asks. */
export class TerminalViewer {
  readonly client: TestClient;
  readonly id: string;
  stream = -1;
  /** Everything since `firstOffset`, screens and gaps aside; the next byte has the offset `position`. */
  output: Uint8Array[] = [];
  firstOffset = 0;
  position = 0;
  /** The grid as it was told last, by a size or by a screen of that size. */
  grid = '';
  readonly screens: Extract<BinaryFrame, { kind: 'screen' }>[] = [];
  ended = false;
  /** False: bytes are taken and never acknowledged. */
  acknowledges = true;
  private readonly epoch = `epoch-${Math.random().toString(36).slice(2)}`;
  private op = 0;

  constructor(client: TestClient, id: string) {
    this.client = client;
    this.id = id;
    client.onBinary((frame) => this.take(frame));
  }

  static async start(client: TestClient, params: Params = {}): Promise<TerminalViewer> {
    const answer = await client.request('terminal.session.start', params);
    if (answer.error !== undefined) throw new Error(answer.error.message);
    return new TerminalViewer(client, String(answer.result?.['id']));
  }

  /** One that has everything below `position` already. */
  static goOn(client: TestClient, id: string, position: number): TerminalViewer {
    const viewer = new TerminalViewer(client, id);
    viewer.firstOffset = viewer.position = position;
    return viewer;
  }

  /** With `from`: what is there already stays, and the bytes go on. */
  async attach(params: Params = {}): Promise<void> {
    const { result } = await this.ask('attach', params);
    this.stream = Number(result?.['stream']);
    for (const frame of this.early.splice(0)) this.take(frame);
  }

  async ask(verb: string, params: Params = {}): Promise<AnyFrame> {
    const answer = await this.tryTo(verb, params);
    if (answer.error !== undefined) throw new Error(`${verb}: ${answer.error.message}`);
    return answer;
  }

  /** Resolves with the answer, also a refusal. */
  tryTo(verb: string, params: Params = {}): Promise<AnyFrame> {
    return this.client.request(`terminal.session.${verb}`, { id: this.id, ...params });
  }

  async type(data: string): Promise<void> {
    this.op++;
    await this.ask('input', { epoch: this.epoch, op: this.op, data });
  }

  get text(): string {
    return Buffer.concat(this.output).toString('utf8');
  }

  shows(text: string): Promise<void> {
    return until(`${this.id} shows ${JSON.stringify(text)}, not ${JSON.stringify(this.text.slice(-300))}`, () =>
      this.text.includes(text),
    );
  }

  hasEnded(): Promise<void> {
    return until(`${this.id} has ended`, () => this.ended);
  }

  /** Waits until what the hub says of it is so. */
  async info(condition: (info: TerminalInfo) => boolean): Promise<TerminalInfo> {
    let last: TerminalInfo | undefined;
    const deadline = performance.now() + 10_000;
    while (performance.now() < deadline) {
      const { result } = await this.client.request('terminal.session.list');
      last = ((result?.['terminals'] ?? []) as TerminalInfo[]).find((each) => each.id === this.id);
      if (last !== undefined && condition(last)) return last;
      await sleep(systemClock, 10);
    }
    throw new Error(`not so: ${JSON.stringify(last)}`);
  }

  private readonly early: BinaryFrame[] = [];

  private take(frame: BinaryFrame): void {
    if (this.stream === -1) this.early.push(frame);
    if (frame.stream !== this.stream) return;
    if (frame.kind === 'output') {
      if (frame.offset !== this.position) throw new Error(`output at ${frame.offset}, expected ${this.position}`);
      this.output.push(frame.bytes);
      this.position += frame.bytes.length;
    } else if (frame.kind === 'screen') {
      this.screens.push(frame);
      this.grid = `${frame.cols}x${frame.rows}`;
      this.output = [frame.bytes];
      this.position = frame.offset;
      this.firstOffset = frame.offset;
    } else if (frame.kind === 'size') this.grid = `${frame.cols}x${frame.rows}`;
    else if (frame.kind === 'end') this.ended = true;
    if (this.acknowledges && (frame.kind === 'output' || frame.kind === 'screen'))
      this.client.acknowledge(this.stream, this.position);
  }
}
