import { createInterface } from 'node:readline';
import { TestPhone } from './test-phone.ts';

/**
 * A phone as a process of its own, for tests that put it on another machine. Reads the offer's URL as a line, prints its
 * number, then what it may do once it is back as a device, then what `echo` said in a terminal of its own; each a line of JSON.
 */
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const url = String((await lines.next()).value);
const say = (what: object): boolean => process.stdout.write(`${JSON.stringify(what)}\n`);

const phone = new TestPhone();
const pairing = phone.pair(url);
void phone.shown().then((number) => say({ number }));
await pairing;
const client = phone.client(new URL(url).origin);
const { device } = await client.opened();
say({ rights: device.rights, level: device.level });
const { id } = await client.request('terminal.session.start', {
  command: { file: 'sh', args: ['-c', 'echo hi; cat'] },
});
for (let screen = ''; !screen.includes('hi'); )
  screen = (await client.request('terminal.session.screen', { id })).lines.join('\n');
say({ screen: 'hi' });
client.onState(({ kind }) => say({ state: kind }));
