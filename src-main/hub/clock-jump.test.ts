import { expect, test } from 'vitest';
import { openSqlite } from './host/sqlite.ts';
import { systemClock } from './host/system-clock.ts';
import { Audit } from './store/audit.ts';
import { TerminalViewer } from './testing/terminal-viewer.ts';
import type { TestClient } from './testing/test-client.ts';
import type { TestHub } from './testing/test-hub.ts';
import { testHubs } from './testing/test-hubs.ts';

const YEAR = 365 * 24 * 60 * 60 * 1000;
/** The real clock, as an administrator, NTP or an empty battery sets it. */
let set = 0;
const clock = { ...systemClock, now: () => systemClock.now() + set };

const startHub = testHubs();
const start = (dataDir?: string): Promise<TestHub> =>
  startHub({ platform: { clock }, ...(dataDir === undefined ? {} : { dataDir }) });

function subscribe(client: TestClient, cursor?: object): ReturnType<TestClient['request']> {
  return client.request('hub.channel.subscribe', { channel: 'terminal', ...(cursor === undefined ? {} : { cursor }) });
}

test('a wall clock that jumps, also across a restart, changes dates and nothing else', async () => {
  const hub = await start();
  const client = await hub.client();
  const viewer = await TerminalViewer.start(client, { command: { file: 'cat', args: [] } });
  await viewer.attach();
  const { startedAt } = await viewer.info(({ phase }) => phase.kind === 'running');
  for (const years of [20, -20, 0.001]) {
    set = years * YEAR;
    await viewer.type(`${years}\r`);
    await viewer.shows(`${years}\r\n${years}`);
    const { url, expiresAt } = hub.hub.createLink();
    expect(url).toContain('#link=');
    expect(expiresAt).toBeGreaterThan(clock.now());
    const short = await TerminalViewer.start(client, { command: { file: 'true', args: [] } });
    const ended = await short.info(({ phase }) => phase.kind === 'ended');
    expect(Math.abs(ended.startedAt - clock.now())).toBeLessThan(60_000);
    await short.ask('remove');
  }
  const { log, seq } = (await subscribe(client)).result ?? {};
  await hub.stop();

  set = -30 * YEAR;
  const next = await start(hub.dataDir);
  const same = TerminalViewer.goOn(await next.client(), viewer.id, viewer.position);
  expect(await same.info(({ phase }) => phase.kind === 'running')).toMatchObject({ startedAt });
  await same.attach({ from: same.position });
  await same.type('on\r');
  await same.shows('on\r\non');
  // The cursor from before still counts: actions are told apart by number and never by date.
  expect((await subscribe(same.client, { log, seq })).result).toMatchObject({ log, actions: expect.any(Array) });
  await next.stop();
  const authority = openSqlite(`${hub.dataDir}/authority.db`);
  expect(new Audit(authority, () => {}).verify()).toBeUndefined();
  authority.close();
});
