import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { sleep } from '../../../src-shared/base/clock.ts';
import { fuzzRuns, fuzzTimeout } from '../../../src-shared/base/testing/fuzz.ts';
import { systemClock } from '../host/system-clock.ts';
import { type HubProcess, startHubProcess } from '../testing/start-hub-process.ts';
import { TerminalViewer } from '../testing/terminal-viewer.ts';
import { TestClient } from '../testing/test-client.ts';
import { endKeepers, localKey, newDataDir } from '../testing/test-hub.ts';
import { until } from '../testing/until.ts';

const dirs: string[] = [];
const processes: HubProcess[] = [];

afterEach(async () => {
  for (const each of processes.splice(0)) await each.kill();
  for (const dir of dirs.splice(0)) {
    await endKeepers(dir);
    rmSync(dir, { recursive: true, force: true });
  }
});

async function hubIn(dir: string): Promise<{ hub: HubProcess; client: TestClient }> {
  const hub = await startHubProcess(dir);
  processes.push(hub);
  return { hub, client: await TestClient.open(hub.url, localKey(dir)) };
}

function tempDir(): string {
  const dir = newDataDir();
  dirs.push(dir);
  return dir;
}

/** Counts as fast as a pause of a few ms lets it: a missing or doubled byte shows as a missing or doubled number. */
const COUNTER = {
  file: 'bash',
  args: ['-c', 'i=0; while :; do for k in 1 2 3 4 5; do echo $((i++)); done; read -t 0.002 < <(:) ; sleep 0.002; done'],
};

function numbersIn(text: string): number[] {
  return text.split('\r\n').slice(0, -1).map(Number);
}

async function pidsOf(client: TestClient): Promise<string> {
  const { result } = await client.request('terminal.session.list');
  const terminals = (result?.['terminals'] ?? []) as { id: string; phase: unknown }[];
  return JSON.stringify(terminals.map(({ id, phase }) => [id, phase]).sort());
}

test(
  'I3: a hub that is killed at any moment under output comes back with every terminal and every byte',
  async () => {
    const { numRuns, seed = Date.now() % 2 ** 31 } = fuzzRuns(4, 500);
    console.log(`HOMEPORT_FUZZ_SEED=${seed}, ${numRuns} rounds`);
    const delays = fc.sample(fc.integer({ min: 0, max: 400 }), { numRuns, seed });
    const dir = tempDir();
    let { hub, client } = await hubIn(dir);
    let viewers = await Promise.all(
      Array.from({ length: 4 }, async () => TerminalViewer.start(client, { command: COUNTER })),
    );
    for (const viewer of viewers) await viewer.attach();
    await until('all produce', () => viewers.every((each) => each.position > 100));
    const pids = await pidsOf(client);
    // They began with a screen that may have held some lines already; from here on every byte counts.
    const kept = viewers.map((each) => ({ id: each.id, at: each.position, parts: [] as Uint8Array[] }));
    for (const delay of delays) {
      await sleep(systemClock, delay);
      await hub.kill();
      processes.splice(processes.indexOf(hub), 1);
      for (const [i, each] of viewers.entries()) keep(kept[i], each);
      ({ hub, client } = await hubIn(dir));
      expect(await pidsOf(client)).toBe(pids);
      viewers = kept.map(({ id, at }) => TerminalViewer.goOn(client, id, at));
      for (const each of viewers) await each.attach({ from: each.position });
      await until('all go on', () => viewers.every((each, i) => each.position > (kept[i]?.at ?? 0) + 200));
    }
    for (const [i, each] of viewers.entries()) keep(kept[i], each);
    for (const { parts } of kept) {
      const numbers = numbersIn(Buffer.concat(parts).toString()).slice(1);
      expect(numbers.length).toBeGreaterThan(100);
      expect(numbers.findIndex((n, i) => i > 0 && n !== (numbers[i - 1] ?? 0) + 1)).toBe(-1);
    }
  },
  fuzzTimeout(60_000),
);

/** Adds what a viewer has seen beyond what was kept, which must follow on it without a screen between. */
function keep(kept: { at: number; parts: Uint8Array[] } | undefined, viewer: TerminalViewer): void {
  if (kept === undefined) throw new Error('no such viewer');
  expect(viewer.position).toBeGreaterThanOrEqual(kept.at);
  // A screen instead of the bytes would begin behind them.
  expect(viewer.firstOffset).toBeLessThanOrEqual(kept.at);
  const all = Buffer.concat(viewer.output);
  const bytes = all.subarray(all.length - (viewer.position - kept.at));
  kept.parts.push(bytes);
  kept.at = viewer.position;
}

test('I2: input is delivered exactly once across a killed hub', async () => {
  const dir = tempDir();
  let { hub, client } = await hubIn(dir);
  const first = await TerminalViewer.start(client, { command: { file: 'cat', args: [] } });
  await first.attach();
  const ask = (op: number, data: string): ReturnType<TerminalViewer['tryTo']> =>
    new TerminalViewer(client, first.id).tryTo('input', { epoch: 'epoch-one', op, data });
  expect((await ask(1, 'one\r')).result).toEqual({ op: 1 });
  await first.shows('one\r\none');
  // Its answer is lost with the hub; the client cannot know whether it arrived.
  void ask(2, 'two\r').catch(() => {});
  await first.shows('two\r\ntwo');
  await hub.kill();
  processes.splice(processes.indexOf(hub), 1);
  ({ hub, client } = await hubIn(dir));
  expect((await ask(2, 'two\r')).result).toEqual({ op: 2 });
  expect((await ask(4, 'four\r')).error?.data?.name).toBe('inputGap');
  expect((await ask(3, 'three\r')).result).toEqual({ op: 3 });
  const after = TerminalViewer.goOn(client, first.id, 0);
  await after.attach({ from: 0 });
  await after.shows('three\r\nthree');
  expect(after.text).toBe('one\r\none\r\ntwo\r\ntwo\r\nthree\r\nthree\r\n');
});
