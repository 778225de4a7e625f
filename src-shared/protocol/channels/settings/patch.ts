import { z } from 'zod';
import { type Settings, type SettingsPatch, settingsSchema } from './state.ts';

/** Some of the settings. A group or field that does not exist is refused, with the names of those that do. */
export const settingsPatchSchema: z.ZodType<SettingsPatch> = patchOf(settingsSchema) as z.ZodType<SettingsPatch>;

/** Every single setting by its name: `appearance.theme`. */
export const SETTING_NAMES: readonly string[] = namesIn(settingsSchema);

/** The settings with what the patch says; the rest is as it was. */
export function patched(settings: Settings, patch: SettingsPatch): Settings {
  return merged(settings, patch) as Settings;
}

/** What lies under defaults; a default must not be written where a patch says nothing. */
function bare(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? bare(schema.unwrap() as z.ZodType)
    : schema;
}

function patchOf(schema: z.ZodType): z.ZodType {
  const inner = bare(schema);
  if (!(inner instanceof z.ZodObject)) return inner;
  const fields = fieldsOf(inner);
  const patches = fields.map(([name, field]) => [name, patchOf(field).optional()] as const);
  return z.strictObject(Object.fromEntries(patches), {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `there is no “${String(issue.keys[0]).slice(0, 64)}”; there are ${fields.map(([name]) => name).join(', ')}`
        : undefined,
  });
}

function namesIn(schema: z.ZodType): string[] {
  const inner = bare(schema);
  if (!(inner instanceof z.ZodObject)) return [''];
  return fieldsOf(inner).flatMap(([name, field]) =>
    namesIn(field).map((below) => (below === '' ? name : `${name}.${below}`)),
  );
}

function fieldsOf(schema: z.ZodObject): ReadonlyArray<readonly [string, z.ZodType]> {
  return Object.entries(schema.shape as Readonly<Record<string, z.ZodType>>);
}

/** Both are of one shape, where values are never arrays or null. */
function merged(value: unknown, patch: unknown): unknown {
  if (patch === undefined) return value;
  if (typeof value !== 'object' || typeof patch !== 'object') return patch;
  const fields = Object.entries(value as object).map(([name, field]) => [
    name,
    merged(field, (patch as Readonly<Record<string, unknown>>)[name]),
  ]);
  return Object.fromEntries(fields);
}
