import { existsSync, readFileSync } from 'node:fs';
import type { NativeImage as ElectronNativeImage, Size } from 'electron';
import { strict, Unsupported } from './strict.ts';

interface Picture {
  readonly size: Size;
  readonly png?: Buffer;
  readonly bitmap?: Buffer;
  /** The pixels of one point that there are pictures for. */
  readonly factors: ReadonlyArray<number>;
}

type Covered = Pick<
  ElectronNativeImage,
  | 'isEmpty'
  | 'getSize'
  | 'toPNG'
  | 'toBitmap'
  | 'toDataURL'
  | 'getScaleFactors'
  | 'setTemplateImage'
  | 'isTemplateImage'
>;

const EMPTY: Picture = { size: { width: 0, height: 0 }, factors: [1] };

/** `NativeImage`: bytes with a size. Nothing here decodes pictures or changes them. */
export class NativeImage implements Covered {
  private readonly _picture: Picture;
  private _template: boolean;

  constructor(picture: Picture, template = false) {
    this._picture = picture;
    this._template = template;
    // biome-ignore lint/correctness/noConstructorReturn: what it does not have is refused.
    return strict('NativeImage', this);
  }

  static _ofPng(png: Buffer): NativeImage {
    return new NativeImage({ size: pngSize(png), png, factors: [1] });
  }

  isEmpty(): boolean {
    return this._picture.size.width === 0;
  }

  getSize(): Size {
    return { ...this._picture.size };
  }

  getScaleFactors(): number[] {
    return [...this._picture.factors];
  }

  toPNG(): Buffer {
    if (this._picture.png === undefined) throw new Unsupported('toPNG of a picture that was none');
    return this._picture.png;
  }

  toBitmap(): Buffer {
    if (this._picture.bitmap === undefined) throw new Unsupported('toBitmap of a picture that was none');
    return this._picture.bitmap;
  }

  toDataURL(): string {
    return `data:image/png;base64,${this.toPNG().toString('base64')}`;
  }

  setTemplateImage(template: boolean): void {
    this._template = template;
  }

  isTemplateImage(): boolean {
    return this._template;
  }
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Width and height stand in the first chunk of every PNG. */
function pngSize(png: Buffer): Size {
  if (png.length < 24 || !png.subarray(0, 8).equals(SIGNATURE)) throw new Unsupported('a picture that is no PNG');
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}

function createFromPath(path: string): NativeImage {
  // As in Electron, a picture that is not there is an empty one.
  if (!existsSync(path)) return new NativeImage(EMPTY);
  const png = readFileSync(path);
  const others = [2, 3].filter((factor) => existsSync(path.replace(/(\.\w+)$/, `@${factor}x$1`)));
  const template = process.platform === 'darwin' && /Template(@\dx)?\.\w+$/.test(path);
  return new NativeImage({ size: pngSize(png), png, factors: [1, ...others] }, template);
}

/** `nativeImage`. */
export const nativeImage = strict('nativeImage', {
  createEmpty: (): NativeImage => new NativeImage(EMPTY),
  createFromPath,
  createFromBuffer: (png: Buffer): NativeImage => NativeImage._ofPng(png),
  createFromBitmap(
    bitmap: Buffer,
    { width, height }: { readonly width: number; readonly height: number },
  ): NativeImage {
    if (bitmap.length !== width * height * 4) throw new Error('invalid buffer size');
    return new NativeImage({ size: { width, height }, bitmap, factors: [1] });
  },
  createFromDataURL(url: string): NativeImage {
    return NativeImage._ofPng(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
  },
});
