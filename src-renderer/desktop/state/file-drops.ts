import { type Disposable, DisposableStore, toDisposable } from '../../../src-shared/base/disposable.ts';
import type { DesktopApi } from '../../../src-shared/desktop/desktop-api.ts';
import type { Toasts } from '../../ui/kit/toasts.tsx';
import { quotePath } from '../../ui/terminal/quote-path.ts';

export interface FileDropsOptions {
  readonly desktop: DesktopApi | undefined;
  readonly toasts: Toasts;
  /** Types text into the terminal, by the rules of pasting, and gives it the keyboard. */
  readonly type: (terminal: string, text: string) => void;
}

/** The terminal below a point of the window, if there is one. */
function terminalAt(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest<HTMLElement>('[data-pane]')?.dataset['pane'];
}

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}

/**
 * A file that is dropped on a terminal types its path. For the whole window, since a browser shows a file that is
 * dropped anywhere in place of the page.
 */
export class FileDrops implements Disposable {
  private readonly options: FileDropsOptions;
  private readonly owned = new DisposableStore();

  constructor(options: FileDropsOptions) {
    this.options = options;
    this.listen('dragover', (event) => this.onOver(event));
    this.listen('drop', (event) => this.onDrop(event));
  }

  dispose(): void {
    this.owned.dispose();
  }

  private listen(name: 'dragover' | 'drop', run: (event: DragEvent) => void): void {
    window.addEventListener(name, run);
    this.owned.add(toDisposable(() => window.removeEventListener(name, run)));
  }

  private onOver(event: DragEvent): void {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    // A browser's window takes them too: what is not taken is not told, and nobody would learn why nothing happens.
    const wanted = terminalAt(event.target) !== undefined;
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = wanted ? 'copy' : 'none';
  }

  private onDrop(event: DragEvent): void {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    const terminal = terminalAt(event.target);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (terminal !== undefined && files.length > 0) this.take(terminal, files);
  }

  private take(terminal: string, files: ReadonlyArray<File>): void {
    const { desktop, toasts, type } = this.options;
    if (desktop === undefined) {
      toasts.say('A browser does not tell where a dropped file is. In the desktop app its path would be typed.');
      return;
    }
    const paths = desktop.pathsOf(files).filter((path) => path !== '');
    const quoted = paths.map(quotePath).filter((path) => path !== undefined);
    if (quoted.length < files.length) toasts.say('Some of what was dropped has no path that could be typed safely.');
    // The space makes room for the next word, as shells do when they complete.
    if (quoted.length > 0) type(terminal, `${quoted.join(' ')} `);
  }
}
