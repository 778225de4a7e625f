import type { HubClient } from '../../../src-shared/client/hub-client.ts';
import type { NetworkInfo, NetworkState } from '../../../src-shared/protocol/channels/network/state.ts';
import type { TailscaleInfo } from '../../../src-shared/protocol/channels/tailscale/requests.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { withHub } from '../hub-access.ts';
import { type CommonOptions, plain, print, table } from '../output.ts';

/** For people: `wlan0 · 192.168.1.0/24, gateway 192.168.1.1`. */
export function networkName({ name, gateway }: NetworkInfo): string {
  return plain(gateway === null ? name : `${name}, gateway ${gateway}`);
}

/** Listens on this machine's networks; throws the hub's sentence when it cannot. */
export async function openNetwork(client: HubClient): Promise<NetworkState> {
  const { network } = await client.request('network.lan.open', {});
  if (network.entrances.some(({ level }) => level !== 'local')) return network;
  throw new CliError('notOpen', network.lan.sentence);
}

/** `homeport trust [lan open|close] [allow|forget <network>] [https create|remove] [tailscale [start|stop]]`. */
export async function trust(options: CommonOptions, what: string | undefined, act: string | undefined): Promise<void> {
  await withHub(options.dataDir, async (client) => {
    if (what === undefined) return overview(client, options);
    const done = ACTS[`${what} ${act ?? ''}`.trim()];
    if (done !== undefined) return done(client, options);
    if ((what === 'allow' || what === 'forget') && act !== undefined) return word(client, options, what, act);
    throw new CliError(
      'usage',
      'Use `trust`, `trust lan open|close`, `trust allow|forget <network>`, `trust https create|remove` or `trust tailscale [start|stop]`.',
      EXIT.usage,
    );
  });
}

type Act = (client: HubClient, options: CommonOptions) => Promise<void>;

const ACTS: Readonly<Record<string, Act>> = {
  'lan open': async (client, options) => print(options, await openNetwork(client), networkText),
  'lan close': async (client, options) =>
    print(options, (await client.request('network.lan.close', {})).network, networkText),
  'https create': async (client, options) => {
    const { authority } = await client.request('tls.authority.create', {});
    print(options, authority, ({ sentence, fingerprint, install }) =>
      [
        sentence,
        ...(fingerprint === null ? [] : [`Its fingerprint: ${fingerprint}`]),
        ...(install === null ? [] : [`Phones get it at ${install}`]),
      ].join('\n'),
    );
  },
  'https remove': async (client, options) =>
    print(options, (await client.request('tls.authority.remove', {})).authority, ({ sentence }) => sentence),
  tailscale: async (client, options) =>
    print(options, (await client.request('tailscale.serve.read', {})).tailscale, tailscaleText),
  'tailscale start': async (client, options) => {
    const { tailscale } = await client.request('tailscale.serve.start', {});
    if (tailscale.phase !== 'serving') throw new CliError('notServed', tailscale.sentence);
    print(options, tailscale, tailscaleText);
  },
  'tailscale stop': async (client, options) => {
    const { tailscale } = await client.request('tailscale.serve.stop', {});
    print(options, tailscale, ({ sentence, phase }) =>
      phase === 'failed' ? sentence : 'Nobody reaches Homeport by Tailscale any more.',
    );
  },
};

function tailscaleText({ phase, sentence, command }: TailscaleInfo): string {
  return phase === 'ready' || phase === 'serving' ? `${sentence}\n  ${command}` : sentence;
}

async function word(client: HubClient, options: CommonOptions, what: 'allow' | 'forget', ref: string): Promise<void> {
  const { network } = await client.request('network.list', {});
  const found = network.networks.find(({ id, name, subnet }) => [id, name, subnet].includes(ref));
  if (found === undefined && what === 'allow')
    throw new CliError('notFound', `This computer is in no network "${ref}" now. \`homeport trust\` lists them.`);
  const method = what === 'allow' ? 'network.trust.allow' : 'network.trust.forget';
  const changed = await client.request(method, { network: found?.id ?? ref });
  print(options, changed.network, networkText);
}

async function overview(client: HubClient, options: CommonOptions): Promise<void> {
  const { network } = await client.request('network.list', {});
  print(options, network, networkText);
}

function networkText({ lan, mdns, networks, entrances }: NetworkState): string {
  const rows = networks.map((each) => [
    each.id,
    networkName(each),
    each.trustedUntil === null ? 'no' : `until ${new Date(each.trustedUntil).toISOString().slice(0, 10)}`,
  ]);
  return [
    ...[lan.sentence, mdns.sentence].filter((sentence) => sentence !== ''),
    ...entrances.map(({ origin, level }) => `  ${level === 'local' ? 'here' : level}  ${origin}`),
    ...(rows.length === 0 ? [] : [table([['NETWORK', 'WHERE', 'MAY CARRY FULL CONTROL'], ...rows])]),
  ].join('\n');
}
