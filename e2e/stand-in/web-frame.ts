import type { CdpSession } from './cdp-connection.ts';
import { strict } from './strict.ts';

/** A `WebFrameMain`. Chromium's own number of a frame is a word here, so they are counted anew. */
export class WebFrame {
  private readonly _frames: FrameTree;
  readonly _id: string;
  _session: CdpSession;
  readonly frameTreeNodeId: number;
  readonly routingId: number;
  readonly processId = 1;
  readonly parent: WebFrame | null;
  url = '';
  origin = 'null';
  name = '';
  detached = false;

  constructor(frames: FrameTree, id: string, number: number, parent: WebFrame | null, session: CdpSession) {
    this._frames = frames;
    this._id = id;
    this.frameTreeNodeId = number;
    this.routingId = number;
    this.parent = parent;
    this._session = session;
  }

  get top(): WebFrame | null {
    return this.parent === null ? this : this.parent.top;
  }

  get frames(): WebFrame[] {
    return this._frames.all.filter(({ parent }) => parent?._id === this._id);
  }

  get framesInSubtree(): WebFrame[] {
    return [this, ...this.frames.flatMap((each) => each.framesInSubtree)];
  }

  isDestroyed(): boolean {
    return this.detached;
  }
}

interface CdpFrame {
  readonly id: string;
  readonly parentId?: string;
  readonly url: string;
  readonly urlFragment?: string;
  readonly name?: string;
  readonly securityOrigin: string;
  readonly unreachableUrl?: string;
}

/** The frames of one page, over the sessions of all the processes that draw them. */
export class FrameTree {
  private readonly byId = new Map<string, WebFrame>();
  private count = 0;

  get all(): WebFrame[] {
    return [...this.byId.values()];
  }

  get main(): WebFrame | undefined {
    return this.all.find(({ parent }) => parent === null);
  }

  get(id: string): WebFrame | undefined {
    return this.byId.get(id);
  }

  attach(id: string, parentId: string | undefined, session: CdpSession): WebFrame {
    const known = this.byId.get(id);
    if (known !== undefined) {
      known._session = session;
      return known;
    }
    const parent = parentId === undefined ? null : (this.byId.get(parentId) ?? null);
    const frame = strict('webFrame', new WebFrame(this, id, ++this.count, parent, session));
    this.byId.set(id, frame);
    return frame;
  }

  navigated(told: CdpFrame, session: CdpSession): WebFrame {
    const frame = this.attach(told.id, told.parentId, session);
    frame.url = told.url + (told.urlFragment ?? '');
    frame.name = told.name ?? '';
    // Chromium writes an origin that equals no other as "://".
    frame.origin = told.securityOrigin === '://' || told.securityOrigin === '' ? 'null' : told.securityOrigin;
    return frame;
  }

  detach(id: string): void {
    const frame = this.byId.get(id);
    if (frame === undefined) return;
    for (const child of frame.framesInSubtree) {
      child.detached = true;
      this.byId.delete(child._id);
    }
  }
}
