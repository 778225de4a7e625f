import { createInterface, type Interface } from 'node:readline/promises';
import { ChannelMirror } from '../../../src-shared/client/channel-mirror.ts';
import type { HubClient } from '../../../src-shared/client/hub-client.ts';
import { pairingChannel } from '../../../src-shared/protocol/channel.ts';
import type { PairingRequest, PairingState } from '../../../src-shared/protocol/channels/pairing/state.ts';
import type { CoreResult } from '../../../src-shared/protocol/request-table.ts';
import type { Role } from '../../../src-shared/protocol/rights.ts';
import { qrLines } from '../../../src-shared/qr/qr.ts';
import { CliError } from '../cli-error.ts';
import { withHub } from '../hub-access.ts';
import { type CommonOptions, plain, print } from '../output.ts';
import { lifetimeOf, roleOf, roleWords } from '../role-words.ts';
import { networkName, openNetwork } from './trust.ts';

export interface PairOptions extends CommonOptions {
  readonly role?: string;
  /** How long the device may stay, such as `30d`; without it, for good. */
  readonly for?: string;
  /** Listens on this machine's networks without asking. */
  readonly openLan: boolean;
  readonly trustNetwork: boolean;
}

type Offered = CoreResult<'pairing.offer'>;

/** Offers to pair a phone, shows the code, and lets it in when its number is picked. */
export async function pair(options: PairOptions): Promise<void> {
  const role = options.role === undefined ? undefined : roleOf(options.role);
  const lifetime = lifetimeOf(options.for);
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: process.stdin.isTTY });
  try {
    const { device } = await withHub(options.dataDir, async (client) => {
      await reach(client, lines, options);
      const offered = await client.request('pairing.offer', {});
      // Whatever ends this command, nobody can take an offer any more that nobody answers.
      const interrupted = (): void => void client.request('pairing.cancel', {}).finally(() => process.exit(130));
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted);
      lines.once('SIGINT', interrupted);
      show(options, offered);
      const asker = await nextRequest(client, offered);
      const number = await pick(client, lines, options, asker);
      const chosen = role ?? (await chooseRole(lines));
      const expiresAt = lifetime === undefined ? null : Date.now() + lifetime;
      const trustNetwork = options.trustNetwork || (await askForWord(lines, client, asker, chosen));
      return client.request('pairing.approve', { request: asker.id, number, role: chosen, expiresAt, trustNetwork });
    });
    print(options, { device }, () => `${plain(device.name)} may ${roleWords(device.role)} from now on.`);
  } finally {
    lines.close();
  }
}

/** A phone must find a way here: by the network, https or Tailscale. */
async function reach(client: HubClient, lines: Interface, { openLan }: PairOptions): Promise<void> {
  const { network } = await client.request('network.list', {});
  if (network.entrances.some(({ level }) => level !== 'local')) return;
  const names = network.networks.map(networkName).join('\n  ');
  if (network.networks.length === 0)
    throw new CliError('noNetwork', 'This computer is in no network that a phone could be in as well.');
  process.stderr.write(`Phones reach this computer by its networks:\n  ${names}\n`);
  const yes = openLan || /^y(es)?$/i.test(await lines.question('Listen there from now on? [y/N] '));
  if (!yes) throw new CliError('notOpen', 'Nothing was changed. A phone needs a way to this computer.');
  await openNetwork(client);
}

function show(options: CommonOptions, { offer, url, code }: Offered): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ offer, url, code })}\n`);
    return;
  }
  const where = new URL(url);
  const text = [
    'Scan this with the phone’s camera:',
    '',
    ...qrLines(url).map((line) => `  ${line}`),
    '',
    `Or open ${where.origin}${where.pathname} there and type ${code}.`,
    'Good for one phone and two minutes; Ctrl+C withdraws it.',
    '',
  ];
  process.stderr.write(`${text.join('\n')}\n`);
}

/** Waits until somebody has taken the offer; throws when it is over without that. */
async function nextRequest(client: HubClient, { offer }: Offered): Promise<PairingRequest> {
  const mirror = new ChannelMirror(client, pairingChannel);
  try {
    await mirror.ready();
    return await new Promise<PairingRequest>((resolve, reject) => {
      let told = mirror.state.refusals.length;
      const look = (state: PairingState): void => {
        for (const { from, why } of state.refusals.slice(told)) {
          process.stderr.write(`Somebody at ${plain(from)} was refused (${why}).\n`);
        }
        told = state.refusals.length;
        if (state.request !== null) resolve(state.request);
        else if (state.offer?.id !== offer.id)
          reject(new CliError('expired', 'Nobody came in time. Run `homeport pair` again when the phone is at hand.'));
      };
      mirror.onChange(look);
      look(mirror.state);
    });
  } finally {
    mirror.dispose();
  }
}

async function pick(
  client: HubClient,
  lines: Interface,
  options: CommonOptions,
  asker: PairingRequest,
): Promise<string> {
  if (options.json) process.stdout.write(`${JSON.stringify({ request: asker })}\n`);
  const numbers = asker.candidates.map((each, at) => `  ${at + 1})  ${each.slice(0, 3)} ${each.slice(3)}`);
  process.stderr.write(
    `\n${plain(asker.name)} (${plain(asker.platform)}) at ${plain(asker.from)} wants to be let in. Which number does it show?\n${numbers.join('\n')}\n`,
  );
  for (;;) {
    const said = (await lines.question('Number, or n if it shows none of them: ')).replace(/\s/g, '');
    const byPlace = /^[1-4]$/.test(said) ? asker.candidates[Number(said) - 1] : undefined;
    if (byPlace !== undefined) return byPlace;
    // A number that is none of the four refuses the phone, which is what it means.
    if (/^\d{6}$/.test(said)) return said;
    if (/^n/i.test(said)) {
      await client.request('pairing.cancel', {});
      throw new CliError('refused', 'It was not let in, and the code is spent.');
    }
  }
}

async function chooseRole(lines: Interface): Promise<Role> {
  for (;;) {
    const said = await lines.question('May it  w) watch   c) approve and chat   f) do everything, also type? [w/c/f] ');
    const role = { w: 'viewer', c: 'operator', f: 'admin' }[said.trim().toLowerCase().slice(0, 1)];
    if (role !== undefined) return role as Role;
  }
}

/** Full control over plain http needs the operator's word for the network; without a terminal the answer is no. */
async function askForWord(lines: Interface, client: HubClient, asker: PairingRequest, role: Role): Promise<boolean> {
  if (role !== 'admin' || asker.level !== 'L0' || asker.network === null || !process.stdin.isTTY) return false;
  const { network } = await client.request('network.list', {});
  const place = network.networks.find(({ id }) => id === asker.network);
  if (place === undefined || place.trustedUntil !== null) return false;
  process.stderr.write(
    `By plain http this phone is protected from eavesdroppers, not from someone who controls ${networkName(place)}.\n`,
  );
  return /^y(es)?$/i.test(await lines.question('Let it type from this network all the same, for thirty days? [y/N] '));
}
