import type { HubClient } from '../../../src-shared/client/hub-client.ts';
import type { DeviceInfo } from '../../../src-shared/protocol/channels/device/state.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { withHub } from '../hub-access.ts';
import { type CommonOptions, duration, plain, print, table } from '../output.ts';
import { lifetimeOf, roleOf, roleWords } from '../role-words.ts';

export interface DeviceChange {
  readonly name?: string;
  readonly role?: string;
  readonly for?: string;
}

/** `homeport devices [rename|change|revoke <device>]`. */
export async function devices(
  options: CommonOptions & DeviceChange,
  act: string | undefined,
  ref: string | undefined,
): Promise<void> {
  if (act === undefined) return list(options);
  if (ref === undefined)
    throw new CliError('usage', `Name the device: \`homeport devices ${act} <device>\`.`, EXIT.usage);
  if (act === 'revoke') return revoke(options, ref);
  return change(options, ref);
}

async function list(options: CommonOptions): Promise<void> {
  const found = await withHub(options.dataDir, (client) => client.request('device.list', {}));
  print(options, found, ({ devices: all }) => {
    const rows = [...all].sort((a, b) => b.lastSeen - a.lastSeen).map(row);
    return table([['ID', 'NAME', 'MAY', 'SEEN', 'FROM', 'UNTIL'], ...rows]);
  });
}

function row(device: DeviceInfo): string[] {
  const { id, name, platform, origin, role, connections, lastSeen, lastFrom, lastLevel, expiresAt } = device;
  const what = platform === '' ? origin : platform;
  return [
    id,
    `${plain(name)} (${plain(what)})`,
    roleWords(role),
    connections > 0 ? 'now' : `${duration(Date.now() - lastSeen)} ago`,
    lastLevel === null ? '' : `${plain(lastFrom)} ${lastLevel}`,
    expiresAt === null ? '' : new Date(expiresAt).toISOString().slice(0, 16),
  ];
}

async function revoke(options: CommonOptions, ref: string): Promise<void> {
  const device = await withHub(options.dataDir, async (client) => {
    const found = await deviceByRef(client, ref);
    await client.request('device.revoke', { device: found.id });
    return found;
  });
  print(options, { device }, () => `${plain(device.name)} is out; its connections are cut.`);
}

async function change(options: CommonOptions & DeviceChange, ref: string): Promise<void> {
  const { name } = options;
  const role = options.role === undefined ? undefined : roleOf(options.role);
  const lifetime = lifetimeOf(options.for);
  const expiresAt = options.for === undefined ? undefined : lifetime === undefined ? null : Date.now() + lifetime;
  if (name === undefined && role === undefined && expiresAt === undefined)
    throw new CliError('usage', 'Say what to change: --name, --role or --for.', EXIT.usage);
  const changed = await withHub(options.dataDir, async (client) => {
    const { id } = await deviceByRef(client, ref);
    return client.request('device.update', { device: id, name, role, expiresAt });
  });
  print(options, changed, ({ device }) => `${plain(device.name)} may ${roleWords(device.role)}.`);
}

/** By id, the beginning of an id, or a name that is unique. */
async function deviceByRef(client: HubClient, ref: string): Promise<DeviceInfo> {
  const { devices: all } = await client.request('device.list', {});
  const exact = all.filter(({ id }) => id === ref);
  const found = exact.length > 0 ? exact : all.filter(({ id, name }) => id.startsWith(ref) || name === ref);
  const [device] = found;
  if (device === undefined)
    throw new CliError('notFound', `There is no device "${ref}". \`homeport devices\` lists those that exist.`);
  if (found.length > 1)
    throw new CliError('ambiguous', `"${ref}" fits ${found.map(({ id }) => id).join(', ')}. Write more of the id.`);
  return device;
}
