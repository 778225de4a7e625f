import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { addressRace } from '../../../src-shared/client/address-race.ts';
import { Attachments } from '../../../src-shared/client/attachments.ts';
import { ChannelMirror } from '../../../src-shared/client/channel-mirror.ts';
import { InputLog } from '../../../src-shared/client/input-log.ts';
import { OutputStream } from '../../../src-shared/client/output-stream.ts';
import { MemorySink } from '../../../src-shared/client/testing/rig.ts';
import { networkChannel } from '../../../src-shared/protocol/channel.ts';
import { systemClock } from '../host/system-clock.ts';
import { TestPhone } from './test-phone.ts';

/**
 * A phone as a process of its own, for tests that put it on another machine. Reads an offer's URL as a line and prints its
 * number, then what it may do once it is back as a device, then what it sees and hears; each a line of JSON. It has one
 * terminal, which puts what it is told between brackets, and one line of which it learns the hub's addresses. Afterwards
 * `type …` types a line, and `wake` says that the network has changed.
 */
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const url = String((await lines.next()).value);
const say = (what: object): boolean => process.stdout.write(`${JSON.stringify(what)}\n`);

const phone = new TestPhone();
const pairing = phone.pair(url);
void phone.shown().then((number) => say({ number }));
await pairing;
let origins = phone.paired?.paired.origins ?? [];
const race = addressRace({
  ways: () => origins,
  line: (origin, proved) => phone.line(origin, proved),
  won: (origin) => say({ by: origin }),
  clock: systemClock,
});
const client = phone.clientBy(race);
const { device } = await client.opened();
say({ rights: device.rights, level: device.level });
client.onState(({ kind }) => say({ state: kind }));

const network = new ChannelMirror(client, networkChannel);
network.onChange(({ entrances }) => {
  origins = entrances.filter(({ level }) => level !== 'local').map(({ origin }) => origin);
  say({ origins });
});

const script = 'stty -echo -icrnl; printf ready; while IFS= read -r line; do printf "<%s>" "$line"; done';
const { id } = await client.request('terminal.session.start', { command: { file: 'bash', args: ['-c', script] } });
say({ terminal: id });
const attachments = new Attachments(client);
/** Tells what is on the screen, each time it has changed. */
class Screen extends MemorySink {
  override write(bytes: Uint8Array, done: () => void): void {
    super.write(bytes, done);
    say({ screen: Buffer.from(this.content).toString() });
  }
}
const sink = new Screen();
new OutputStream({ link: client, attachments, clock: systemClock, terminal: id, sink, from: 0 });
const log = new InputLog({ link: client, clock: systemClock, random: (n) => randomBytes(n), terminal: id });
log.onState(({ kind }) => {
  // What was typed long ago goes out by a tap; this user means it.
  if (kind === 'held') log.send();
});

for await (const line of lines) {
  const text = String(line);
  if (text === 'wake') client.wake();
  else if (text.startsWith('type ')) log.type(`${text.slice('type '.length)}\n`);
}
