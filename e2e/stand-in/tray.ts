import type { Tray as ElectronTray } from 'electron';
import type { Menu } from './menu.ts';
import { type NativeImage, nativeImage } from './native-image.ts';
import { runtime } from './runtime.ts';
import { StrictEmitter, Unsupported } from './strict.ts';

type Covered = Pick<ElectronTray, 'setToolTip' | 'setTitle' | 'getTitle' | 'destroy' | 'isDestroyed'>;

/** `Tray`: specs look at its menu and click it. */
export class Tray extends StrictEmitter implements Covered {
  private _destroyed = false;
  private _title = '';
  /** What it shows, for specs. */
  _image: NativeImage;
  _toolTip = '';
  _menu: Menu | null = null;

  constructor(image: NativeImage | string) {
    super('Tray', ['click', 'double-click', 'right-click', 'middle-click', 'mouse-up', 'mouse-down']);
    this._image = picture(image);
    runtime().records.trays.add(this);
  }

  setImage(image: NativeImage | string): void {
    this._check();
    this._image = picture(image);
  }

  setToolTip(toolTip: string): void {
    this._check();
    this._toolTip = toolTip;
  }

  /** macOS shows it beside the picture. */
  setTitle(title: string): void {
    this._check();
    this._title = title;
  }

  getTitle(): string {
    return this._title;
  }

  setContextMenu(menu: Menu | null): void {
    this._check();
    this._menu = menu;
  }

  destroy(): void {
    this._destroyed = true;
    runtime().records.trays.delete(this);
  }

  isDestroyed(): boolean {
    return this._destroyed;
  }

  private _check(): void {
    if (this._destroyed) throw new TypeError('Object has been destroyed');
  }
}

/** Electron shows an empty one, which nobody can see or click, and says nothing. */
function picture(image: NativeImage | string): NativeImage {
  const loaded = typeof image === 'string' ? nativeImage.createFromPath(image) : image;
  if (loaded.isEmpty()) throw new Unsupported('a tray without a picture');
  return loaded;
}
