import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, renameSync } from 'node:fs';
import type { Log } from '../../../src-shared/base/log.ts';
import { defaultSettings, type Settings } from '../../../src-shared/protocol/channels/settings/state.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import { replaceDurably, writeDurably } from '../store/data-files.ts';
import { systemReason } from '../store/system-reason.ts';
import type { Troubles } from '../store/troubles.ts';
import { MOST_BYTES, type ReadSettings, readSettings, settingsText } from './settings-text.ts';

export const SETTINGS_FILE = 'settings-file';

/** `settings.json` in the data directory: read once at the start, written whole. What cannot be read is kept aside. */
export class SettingsFile {
  private readonly file: string;
  private readonly troubles: Troubles;
  private readonly log: Log;
  /** With what only another version knows, to be written again. */
  private all: ReadSettings['all'] = {};
  /** What stands in the file; undefined when that is not what would be written. */
  private text: string | undefined;
  /** What cannot be read could not be moved either, and must not be overwritten. */
  private inTheWay = false;

  constructor(dataDir: string, parts: { readonly troubles: Troubles; readonly log: Log }) {
    this.file = `${dataDir}/settings.json`;
    this.troubles = parts.troubles;
    this.log = parts.log;
  }

  /** The settings as they stand there; defaults for what cannot be read, which is then told as a trouble. */
  read(): Settings {
    const read = readSettingsFile(this.file);
    if (read === undefined) return defaultSettings;
    if (typeof read === 'string') {
      this.refuseAll(read);
      return defaultSettings;
    }
    this.all = read.all;
    if (read.refused.length > 0) this.refuseSome(read);
    else this.text = settingsText(read.settings, read.all);
    return read.settings;
  }

  /** When it returns, the settings are on the disk. Throws in words, and then the file is as it was. */
  write(settings: Settings): void {
    const text = settingsText(settings, this.all);
    if (text === this.text) return;
    try {
      if (this.inTheWay) this.moveAside();
      replaceDurably(this.file, Buffer.from(text));
    } catch (error) {
      this.log.warn('the settings cannot be written', { reason: String(error) });
      const sentence = `The settings cannot be saved: ${systemReason(error)}. They stay as they were.`;
      throw new ProtocolError('storeUnavailable', sentence);
    }
    this.text = text;
    this.troubles.withdraw(SETTINGS_FILE);
  }

  private refuseAll(why: string): void {
    const what = `The settings file could not be read: ${why}.`;
    try {
      const aside = this.moveAside();
      this.raise(`${what} It is kept as ${aside}; defaults are used until you change a setting.`);
    } catch (error) {
      this.inTheWay = true;
      const reason = systemReason(error);
      this.raise(`${what} Defaults are used. Move ${this.file} away to change settings; Homeport cannot: ${reason}.`);
    }
  }

  private refuseSome({ refused, content }: ReadFile): void {
    const what = `Some settings could not be read and have their defaults: ${refused.join(', ')}. The others stand.`;
    try {
      this.raise(`${what} The file as it was is kept as ${this.copyAside(content)}.`);
    } catch (error) {
      const reason = systemReason(error);
      this.raise(`${what} Changing a setting overwrites them; a copy of ${this.file} could not be made: ${reason}.`);
    }
  }

  private raise(text: string): void {
    this.log.warn('settings file', { text });
    this.troubles.raise(SETTINGS_FILE, text);
  }

  private moveAside(): string {
    const aside = asideName(this.file, () => false);
    renameSync(this.file, aside);
    this.inTheWay = false;
    return aside;
  }

  /** One copy, however many hubs start with the same file. */
  private copyAside(content: Uint8Array): string {
    const aside = asideName(this.file, (name) => {
      const there = contentOf(name);
      return there instanceof Uint8Array && Buffer.compare(there, content) === 0;
    });
    writeDurably(aside, content);
    return aside;
  }
}

interface ReadFile extends ReadSettings {
  readonly content: Uint8Array;
}

/** Undefined when there is no file; in words why it is none of settings. Changes nothing. */
export function readSettingsFile(file: string): ReadFile | string | undefined {
  const content = contentOf(file);
  if (!(content instanceof Uint8Array)) return content;
  const read = readSettings(content);
  return typeof read === 'string' ? read : { ...read, content };
}

/** The first that is free, or that will do as it is. */
function asideName(file: string, willDo: (name: string) => boolean): string {
  for (let n = 1; ; n++) {
    const name = `${file}.broken-${n}`;
    if (lstatSync(name, { throwIfNoEntry: false }) === undefined || willDo(name)) return name;
  }
}

/** Undefined when nothing is there; in words why it is no file that can be read. */
function contentOf(file: string): Uint8Array | string | undefined {
  try {
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    // Writing would replace the link and leave what it leads to behind.
    if (found.isSymbolicLink()) return 'it is a symbolic link, and those are not followed';
    if (found.isDirectory()) return 'it is a directory';
    // Opening a pipe would wait for somebody to write.
    if (!found.isFile()) return 'it is no regular file';
    return readUpTo(file, MOST_BYTES + 1);
  } catch (error) {
    // Told by whoever asked.
    return systemReason(error);
  }
}

function readUpTo(file: string, most: number): Uint8Array {
  const fd = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const bytes = Buffer.alloc(Math.min(most, fstatSync(fd).size));
    let length = 0;
    for (let got = 1; got > 0 && length < bytes.length; length += got)
      got = readSync(fd, bytes, length, bytes.length - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(fd);
  }
}
