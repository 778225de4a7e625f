import type { NativeTheme as ElectronNativeTheme } from 'electron';
import type { CdpSession } from './cdp-connection.ts';
import { runtime } from './runtime.ts';
import { StrictEmitter } from './strict.ts';

type Source = ElectronNativeTheme['themeSource'];

/** `nativeTheme`: a system in light colours, and pages that are told what the app wants them to be. */
class NativeTheme extends StrictEmitter implements Pick<ElectronNativeTheme, 'themeSource' | 'shouldUseDarkColors'> {
  private _source: Source = 'system';
  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;
  readonly prefersReducedTransparency = false;

  constructor() {
    super('nativeTheme', ['updated']);
  }

  get shouldUseDarkColors(): boolean {
    return this._source === 'dark';
  }

  get themeSource(): Source {
    return this._source;
  }

  set themeSource(source: Source) {
    if (!['system', 'light', 'dark'].includes(source)) throw new TypeError(`themeSource cannot be ${source}`);
    const dark = this.shouldUseDarkColors;
    this._source = source;
    for (const contents of runtime().contents.values()) {
      contents._attached.then((session) => this._applyTo(session)).catch(() => {});
    }
    if (dark !== this.shouldUseDarkColors) setImmediate(() => this.emit('updated'));
  }

  /** Also called as a page is made. */
  async _applyTo(session: CdpSession): Promise<void> {
    const value = this._source === 'system' ? '' : this._source;
    await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
  }
}

export const nativeTheme: NativeTheme = new NativeTheme();
