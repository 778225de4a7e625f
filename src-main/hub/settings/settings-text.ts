import { z } from 'zod';
import {
  defaultSettings,
  type Settings,
  settingsSchema,
} from '../../../src-shared/protocol/channels/settings/state.ts';

/** Far more than settings need, and little enough to be read in one go. Bytes. */
export const MOST_BYTES = 256 * 1024;
/** Room that is left for our own settings when all text ones have their full length. Bytes. */
const OWN_BYTES = 48 * 1024;
/** What a later version adds is not nested deeper; writing JSON costs stack for each level. */
const MOST_LEVELS = 32;

type Fields = Readonly<Record<string, unknown>>;

/** What the text of a settings file holds. */
export interface ReadSettings {
  readonly settings: Settings;
  /** Names of settings whose values make no sense; they have their defaults. */
  readonly refused: ReadonlyArray<string>;
  /** All that stood there, with what only another version knows. */
  readonly all: Fields;
}

/** Answers what the file holds, or in words why it is none of settings. */
export function readSettings(bytes: Uint8Array): ReadSettings | string {
  if (bytes.length > MOST_BYTES) return `it is larger than ${MOST_BYTES / 1024} KiB`;
  let all: unknown;
  try {
    all = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The answer, not a failure: the caller keeps the file.
    return 'it is not JSON';
  }
  if (!isFields(all)) return 'it holds no settings';
  if (isDeeper(all, MOST_LEVELS)) return `it is nested deeper than ${MOST_LEVELS} levels`;
  if (sizeOf(JSON.stringify(join(all, defaultSettings))) > MOST_BYTES - OWN_BYTES)
    return 'it holds too much besides the settings';
  const refused: string[] = [];
  return { settings: readGroup(settingsSchema, all, '', refused) as Settings, refused, all };
}

/** The text that holds the settings, and of `all` what only another version knows. At most {@link MOST_BYTES}. */
export function settingsText(settings: Settings, all: Fields): string {
  const joined = join(all, settings);
  const pretty = `${JSON.stringify(joined, undefined, 2)}\n`;
  return sizeOf(pretty) <= MOST_BYTES ? pretty : JSON.stringify(joined);
}

/** Field by field, so that one that makes no sense does not take the others with it. */
function readGroup(schema: z.ZodType, given: unknown, name: string, refused: string[]): unknown {
  const inner = schema instanceof z.ZodPrefault ? (schema.unwrap() as z.ZodType) : schema;
  if (!(inner instanceof z.ZodObject)) return readField(schema, given, name, refused);
  if (given !== undefined && !isFields(given)) refused.push(name);
  const fields = isFields(given) ? given : {};
  return Object.fromEntries(
    Object.entries(inner.shape as Readonly<Record<string, z.ZodType>>).map(([key, field]) => [
      key,
      readGroup(field, own(fields, key), name === '' ? key : `${name}.${key}`, refused),
    ]),
  );
}

function readField(schema: z.ZodType, given: unknown, name: string, refused: string[]): unknown {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  refused.push(name);
  return schema.parse(undefined);
}

function join(all: unknown, settings: unknown): unknown {
  if (!isFields(settings)) return settings;
  const before = isFields(all) ? all : {};
  const joined = Object.entries(settings).map(([key, value]) => [key, join(own(before, key), value)]);
  return { ...before, ...Object.fromEntries(joined) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Not what objects inherit: a file may leave `constructor` to its prototype. */
function own(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1));
}

function sizeOf(text: string): number {
  return Buffer.byteLength(text);
}
