import { type Disposable, toDisposable } from '../base/disposable.ts';
import type { BinaryFrame } from '../protocol/codec.ts';
import type { CoreParams } from '../protocol/request-table.ts';
import type { HubLink } from './hub-client.ts';

/** Takes the frames of one attachment, in order. */
export type ReceiveFrame = (frame: BinaryFrame) => void;

/**
 * Which binary frame belongs to which attachment of one client. Output may overtake the answer that tells its number,
 * so frames of an unknown number are held while an attachment is under way, and dropped otherwise: then they are the
 * last ones of an attachment that was given up.
 */
export class Attachments implements Disposable {
  private readonly link: HubLink;
  private readonly receivers = new Map<number, ReceiveFrame>();
  private readonly listening: Disposable[];
  private held: BinaryFrame[] = [];
  private underWay = 0;

  constructor(link: HubLink) {
    this.link = link;
    this.listening = [
      link.onBinary((frame) => this.receive(frame)),
      link.onState((state) => {
        if (state.kind !== 'open') this.forget();
      }),
    ];
  }

  /** Attaches, and hands `receive` every frame from the first on. Disposing stops that; it does not detach. */
  async attach(params: CoreParams<'terminal.session.attach'>, receive: ReceiveFrame): Promise<Disposable> {
    this.underWay += 1;
    try {
      const { stream } = await this.link.request('terminal.session.attach', params);
      this.receivers.set(stream, receive);
      for (const frame of this.held.filter((each) => each.stream === stream)) receive(frame);
      this.held = this.held.filter((each) => each.stream !== stream);
      return toDisposable(() => {
        if (this.receivers.get(stream) === receive) this.receivers.delete(stream);
      });
    } finally {
      this.underWay -= 1;
      if (this.underWay === 0) this.held = [];
    }
  }

  dispose(): void {
    for (const each of this.listening) each.dispose();
    this.forget();
  }

  private forget(): void {
    this.receivers.clear();
    this.held = [];
  }

  private receive(frame: BinaryFrame): void {
    const receive = this.receivers.get(frame.stream);
    if (receive !== undefined) receive(frame);
    else if (this.underWay > 0) this.held.push(frame);
  }
}
