import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localIdentity } from '../../src-main/access/local-identity.ts';
import { systemClock } from '../../src-main/hub/host/system-clock.ts';
import { startTestHub, type TestHub } from '../../src-main/hub/testing/test-hub.ts';
import { until } from '../../src-main/hub/testing/until.ts';
import { fuzzRuns, fuzzTimeout } from '../base/testing/fuzz.ts';
import { terminalChannel } from '../protocol/channel.ts';
import { Attachments } from './attachments.ts';
import { ChannelMirror } from './channel-mirror.ts';
import { HubClient } from './hub-client.ts';
import { InputLog } from './input-log.ts';
import { OutputStream } from './output-stream.ts';
import { MemorySink } from './testing/rig.ts';
import { webSocketTransport } from './web-socket-transport.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.close());

/** A client whose current socket a test can cut. */
function cuttable(): { client: HubClient; cut: () => void; isWhole: () => boolean } {
  let socket: WebSocket | undefined;
  const client = new HubClient({
    open: webSocketTransport(() => {
      socket = new WebSocket(`${hub.hub.url.replace('http', 'ws')}/ws`);
      return socket;
    }),
    identity: () => localIdentity(hub.dataDir),
    description: { client: { kind: 'script', version: '0.1.0' }, capabilities: [] },
    clock: systemClock,
    random: Math.random,
  });
  // A client learns of the cut a moment later.
  const isWhole = (): boolean => client.state.kind === 'open' && socket?.readyState === WebSocket.OPEN;
  return { client, cut: () => socket?.close(), isWhole };
}

test('a device that the hub does not know is refused, and stays so', async () => {
  const client = new HubClient({
    open: webSocketTransport(() => new WebSocket(`${hub.hub.url.replace('http', 'ws')}/ws`)),
    identity: () => ({ kind: 'device', device: 'd_0123456789ab', sign: () => 'AAAA' }),
    description: { client: { kind: 'script', version: '0.1.0' }, capabilities: [] },
    clock: systemClock,
    random: Math.random,
  });
  await expect(client.opened()).rejects.toMatchObject({ error: 'notAuthenticated' });
  expect(client.state.kind).toBe('refused');
  client.dispose();
});

test(
  'a real hub over lines that are cut at random: every byte once, every key once',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 2, maxLength: 8 }), async (pauses) => {
        const { client, cut, isWhole } = cuttable();
        await client.opened();
        const mirror = new ChannelMirror(client, terminalChannel);
        // Echoes each line it gets between lines of its own.
        const script =
          'stty -echo -icrnl; printf ready; while IFS= read -r line; do printf "<%s>" "$line"; seq 1 2000; done';
        const { id } = await client.request('terminal.session.start', {
          command: { file: 'bash', args: ['-c', script] },
        });
        const sink = new MemorySink();
        const attachments = new Attachments(client);
        const stream = new OutputStream({ link: client, attachments, clock: systemClock, terminal: id, sink, from: 0 });
        const log = new InputLog({ link: client, clock: systemClock, random: (n) => randomBytes(n), terminal: id });
        const shown = (): string => Buffer.from(sink.content).toString();
        await until('the program is ready', () => shown().includes('ready'));
        for (const [at, pause] of pauses.entries()) {
          log.type(`line ${at}\n`);
          await new Promise((resolve) => systemClock.after(pause, () => resolve(undefined)));
          cut();
        }
        const numbers = Array.from({ length: 2000 }, (_, at) => `${at + 1}\r\n`).join('');
        const expected = `ready${pauses.map((_, at) => `<line ${at}>${numbers}`).join('')}`;
        await until('all of it is there', () => sink.screens > 0 || shown().length >= expected.length);
        expect(sink.screens).toBe(0);
        expect(shown() === expected).toBe(true);
        await mirror.ready();
        expect(mirror.state.terminals[id]?.phase.kind).toBe('running');
        await until('the client is back', isWhole);
        await client.request('terminal.session.kill', { id, signal: 'kill' });
        await until('the end is seen', () => stream.state.kind === 'ended');
        for (const each of [stream, log, mirror, attachments, client]) each.dispose();
      }),
      fuzzRuns(3, 20),
    );
  },
  fuzzTimeout(120_000),
);
