import { WebLinksAddon } from '@xterm/addon-web-links';
import type { ILinkHandler } from '@xterm/xterm';
import type { Disposable } from '../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../src-shared/base/emitter.ts';
import { LINK_PATTERN, safeLink } from './link-target.ts';

export interface PointedLinkNeeds {
  /** Links are followed with Command on a Mac and with Ctrl elsewhere. */
  readonly mac: boolean;
  readonly open: (url: string) => void;
}

/** The link below the pointer, found in the text or given by the program (OSC 8): both follow one rule. */
export class PointedLink implements Disposable {
  private readonly needs: PointedLinkNeeds;
  private readonly changes = new Emitter<string | null>();
  private pointed: string | null = null;

  /** The pointer is on a link, or on none. */
  readonly onChange: Event<string | null> = this.changes.event;

  constructor(needs: PointedLinkNeeds) {
    this.needs = needs;
  }

  /** Where a click would lead. */
  get url(): string | null {
    return this.pointed;
  }

  /** For links of the program's own. */
  handler(): ILinkHandler {
    return {
      activate: (event, text) => this.follow(event, text),
      hover: (_event, text) => this.pointAt(text),
      leave: () => this.pointAt(null),
      // `safeLink` decides.
      allowNonHttpProtocols: true,
    };
  }

  /** For links that are found in the text. */
  addon(): WebLinksAddon {
    return new WebLinksAddon((event, uri) => this.follow(event, uri), {
      urlRegex: LINK_PATTERN,
      hover: (_event, text) => this.pointAt(text),
      leave: () => this.pointAt(null),
    });
  }

  dispose(): void {
    this.changes.dispose();
  }

  private pointAt(uri: string | null): void {
    this.pointed = uri === null ? null : (safeLink(uri) ?? null);
    this.changes.fire(this.pointed);
  }

  private follow(event: MouseEvent, uri: string): void {
    const url = safeLink(uri);
    if (url !== undefined && (this.needs.mac ? event.metaKey : event.ctrlKey)) this.needs.open(url);
  }
}
