import { SETTING_NAMES, settingsPatchSchema } from '../../../src-shared/protocol/channels/settings/patch.ts';
import type { Settings, SettingsPatch } from '../../../src-shared/protocol/channels/settings/state.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { withHub } from '../hub-access.ts';
import { type CommonOptions, plain, print, table } from '../output.ts';

/** The words of `homeport settings [act] [field] [value]`. */
export interface SettingsWords {
  readonly act: string | undefined;
  readonly field: string | undefined;
  readonly value: readonly string[];
}

export async function settings(options: CommonOptions, { act, field, value }: SettingsWords): Promise<void> {
  const [text, ...more] = value;
  if (more.length > 0) throw usage('Put a value of several words between quotes.');
  if (act === undefined) return showAll(options);
  if (act === 'reset' && field === undefined) return reset(options);
  if (act === 'get' && field !== undefined && text === undefined) return showOne(options, field);
  if (act === 'set' && field !== undefined && text !== undefined) return change(options, field, text);
  throw usage('Use `settings`, `settings get <field>`, `settings set <field> <value>` or `settings reset`.');
}

async function showAll(options: CommonOptions): Promise<void> {
  const found = await withHub(options.dataDir, (client) => client.request('settings.values.read', {}));
  print(options, found.settings, (all) =>
    table([['FIELD', 'VALUE'], ...SETTING_NAMES.map((name) => [name, plain(valueText(settingOf(all, name)))])]),
  );
}

async function showOne(options: CommonOptions, name: string): Promise<void> {
  const found = await withHub(options.dataDir, (client) => client.request('settings.values.read', {}));
  const value = settingOf(found.settings, known(name));
  print(options, { field: name, value }, () => valueText(value));
}

async function change(options: CommonOptions, name: string, text: string): Promise<void> {
  const patch = patchOf(known(name), text);
  const changed = await withHub(options.dataDir, (client) => client.request('settings.values.update', { patch }));
  const value = settingOf(changed.settings, name);
  print(options, { field: name, value }, () =>
    name.startsWith('network.') ? 'This takes effect at the next start of the hub.' : '',
  );
}

async function reset(options: CommonOptions): Promise<void> {
  const { settings: all } = await withHub(options.dataDir, (client) => client.request('settings.values.reset', {}));
  print(options, all, () => 'Every setting has its default again.');
}

/** JSON where that is what the field takes, else the words as they are: `16`, `true`, `dark`, a font named 3270. */
function patchOf(name: string, text: string): SettingsPatch {
  const asText = nested(name, text);
  const asJson = nested(name, jsonOf(text));
  // What neither fits is the hub's to refuse: it says what the field takes.
  return settingsPatchSchema.safeParse(asText).success ? asText : asJson;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Words that are no JSON are a text.
    return text;
  }
}

/** `{ appearance: { theme: value } }` for `appearance.theme`. */
function nested(name: string, value: unknown): SettingsPatch {
  return name.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as SettingsPatch;
}

function settingOf(all: Settings, name: string): unknown {
  return name.split('.').reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>>)[key], all);
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function known(name: string): string {
  if (SETTING_NAMES.includes(name)) return name;
  const below = SETTING_NAMES.filter((each) => each.startsWith(`${name}.`));
  const names = below.length > 0 ? below : SETTING_NAMES;
  throw usage(`There is no setting "${name}". There are: ${names.join(', ')}.`);
}

function usage(sentence: string): CliError {
  return new CliError('usage', sentence, EXIT.usage);
}
