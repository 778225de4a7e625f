import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import { err, type Result } from '../../../src-shared/base/result.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { Size } from '../caller.ts';
import type { Attachment, Source } from './attachment.ts';
import type { Answer, KeeperLink, StreamListener } from './keeper-link.ts';
import { PATIENCE_MS } from './patience.ts';

type State =
  | { readonly kind: 'off' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'on'; readonly link: KeeperLink; readonly number: number };

/**
 * One terminal's live output, from its keeper to everyone attached. It is followed in the keeper only while somebody
 * is. Nothing is kept here: what a client missed is in the keeper's ring.
 */
export class Feed implements Source, StreamListener, Disposable {
  readonly attachments = new Set<Attachment>();
  private readonly id: string;
  private link: KeeperLink | null = null;
  private readonly clock: Clock;
  private readonly seen: () => void;
  /** While somebody is waited for: patience may end without anything else happening. */
  private readonly lookAgain = new MutableDisposable<Disposable>();
  private state: State = { kind: 'off' };
  position: number | null = null;
  size: Size;
  ended = false;

  /** `seen` is called when the stream has ended and one more of those attached has come to its end. */
  constructor(id: string, size: Size, clock: Clock, seen: () => void) {
    this.clock = clock;
    this.id = id;
    this.size = size;
    this.seen = seen;
  }

  /** Everyone attached has come to the end of a stream that has ended. */
  get isSeen(): boolean {
    if (!this.ended) return false;
    for (const attachment of this.attachments) if (attachment.kind !== 'ended') return false;
    return true;
  }

  /** The link to the keeper that has the terminal, or null when there is none now. */
  connect(link: KeeperLink | null): void {
    if (link === this.link) return;
    this.stop();
    this.link = link;
    this.start();
  }

  join(attachment: Attachment): void {
    this.attachments.add(attachment);
    if (this.state.kind === 'off') this.start();
    else attachment.resume();
  }

  leave(attachment: Attachment): void {
    if (this.attachments.delete(attachment) && this.attachments.size === 0) this.stop();
  }

  /** No byte comes after those already here. */
  finish(): void {
    this.ended = true;
    for (const attachment of this.attachments) attachment.finish();
  }

  arrived(): void {
    this.seen();
  }

  catchUp(
    from: number | null,
    most: number,
    settle: (outcome: Result<Answer<'catchUp'>, ProtocolError>) => void,
  ): void {
    if (this.state.kind !== 'on') settle(err(new ProtocolError('keeperUnavailable')));
    else this.state.link.call('catchUp', { number: this.state.number, from, most }, settle);
  }

  output(offset: number, bytes: Uint8Array): void {
    this.position = offset + bytes.length;
    for (const attachment of this.attachments) attachment.output(offset, bytes);
    this.advanced();
  }

  /**
   * Acknowledges to the keeper what everybody who is waited for has got. Who is quick and out of breath is waited for,
   * within the keeper's window and for moments, so that it sees every byte; who is slow gets a screen.
   */
  advanced(): void {
    if (this.state.kind !== 'on' || this.position === null) return;
    let done = this.position;
    for (const { waitsAt } of this.attachments) if (waitsAt !== null && waitsAt < done) done = waitsAt;
    this.state.link.acknowledge(this.state.number, done);
    if (done === this.position) this.lookAgain.value = undefined;
    // Nothing else may come: the window is full, and the one waited for stands still.
    else
      this.lookAgain.value ??= this.clock.after(PATIENCE_MS / 2, () => {
        this.lookAgain.value = undefined;
        this.advanced();
      });
  }

  resized(offset: number, size: Size): void {
    this.size = size;
    for (const attachment of this.attachments) attachment.resized(offset, size);
  }

  gap(position: number): void {
    this.position = position;
    for (const attachment of this.attachments) attachment.resume();
  }

  dispose(): void {
    this.stop();
    this.link = null;
    for (const attachment of [...this.attachments]) attachment.dispose();
    this.attachments.clear();
  }

  private start(): void {
    const link = this.link;
    if (link === null || this.attachments.size === 0) return;
    this.state = { kind: 'starting' };
    const number = link.follow(this.id, 'tty', this, (outcome) => {
      // Another link, or nobody left: this answer came too late.
      if (this.link !== link || this.state.kind !== 'starting') {
        if (outcome.ok) link.unfollow(number);
        return;
      }
      if (!outcome.ok) {
        this.state = { kind: 'off' };
        return;
      }
      this.state = { kind: 'on', link, number };
      this.position = outcome.value.position;
      if (outcome.value.size !== null) this.size = outcome.value.size;
      for (const attachment of this.attachments) attachment.resume();
    });
  }

  private stop(): void {
    this.lookAgain.value = undefined;
    if (this.state.kind === 'on') this.state.link.unfollow(this.state.number);
    this.state = { kind: 'off' };
    this.position = null;
    for (const attachment of this.attachments) attachment.pause();
  }
}
