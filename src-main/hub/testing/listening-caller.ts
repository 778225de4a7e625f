import { Emitter } from '../../../src-shared/base/emitter.ts';
import { type ChannelAction, channelActionSchema, notificationSchema } from '../../../src-shared/protocol/frames.ts';
import { RIGHTS, type Right } from '../../../src-shared/protocol/rights.ts';
import type { Caller, OutputStream } from '../caller.ts';

/** A caller without a socket: keeps the frames it is sent, read as a client reads them. */
export class ListeningCaller implements Caller {
  readonly id: string;
  readonly device = { id: 'd_0000', name: 'a device' };
  readonly kind = 'script';
  readonly reach = { level: 'local', network: null, from: '127.0.0.1' } as const;
  /** What {@link may} answers; a test takes them away here. */
  readonly rights = new Set<Right>(RIGHTS);
  readonly frames: string[] = [];
  private readonly closing = new Emitter<void>();
  readonly onClose = this.closing.event;
  private closed = false;

  constructor(id: string) {
    this.id = id;
  }

  may(right: Right): boolean {
    return this.rights.has(right);
  }

  /** What it heard from channels. */
  get actions(): ChannelAction[] {
    return this.frames.map((frame) => channelActionSchema.parse(notificationSchema.parse(JSON.parse(frame)).params));
  }

  /** Who listens to its end; nobody, once everything has let go. */
  get watchers(): number {
    return this.closing.size;
  }

  notify(method: string, params: object): void {
    this.notifyText(JSON.stringify({ jsonrpc: '2.0', method, params }));
  }

  notifyText(frame: string): void {
    if (!this.closed) this.frames.push(frame);
  }

  openStream(): OutputStream {
    throw new Error('this caller attaches to nothing');
  }

  close(): void {
    this.closed = true;
    this.closing.fire();
  }
}
