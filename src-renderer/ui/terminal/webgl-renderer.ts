import { WebglAddon } from '@xterm/addon-webgl';
import type { Terminal } from '@xterm/xterm';
import { type Disposable, MutableDisposable } from '../../../src-shared/base/disposable.ts';

/** Once a context could not be made it is not asked for again: every try costs and fails the same way. */
let unavailable = false;

/**
 * Draws a terminal with WebGL while it is visible, and leaves it to the DOM where WebGL is missing or its context is
 * lost. Browsers grant about sixteen contexts, so hidden terminals give theirs back.
 */
export class WebglRenderer implements Disposable {
  private readonly terminal: Terminal;
  private readonly addon = new MutableDisposable<WebglAddon>();
  private lost = false;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  get kind(): 'webgl' | 'dom' {
    return this.addon.value === undefined ? 'dom' : 'webgl';
  }

  setVisible(visible: boolean): void {
    if (!visible) this.addon.value = undefined;
    else if (this.addon.value === undefined && !this.lost && !unavailable) this.start();
  }

  dispose(): void {
    this.addon.dispose();
  }

  private start(): void {
    const addon = new WebglAddon();
    try {
      this.terminal.loadAddon(addon);
    } catch {
      // No WebGL2 here: the DOM renderer, which is in place already, goes on.
      unavailable = true;
      addon.dispose();
      return;
    }
    addon.onContextLoss(() => {
      this.lost = true;
      this.addon.value = undefined;
    });
    this.addon.value = addon;
  }
}
