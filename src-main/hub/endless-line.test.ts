import { readFileSync, rmSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { type HubProcess, startHubProcess } from './testing/start-hub-process.ts';
import { TerminalViewer } from './testing/terminal-viewer.ts';
import { TestClient } from './testing/test-client.ts';
import { endKeepers, keeperPids, localKey, newDataDir } from './testing/test-hub.ts';
import { until } from './testing/until.ts';

/** A whole GiB in the night; see scripts/fuzz.ts. */
const MIB = Number(process.env['HOMEPORT_ENDLESS_MIB'] || 64);

const dataDir = newDataDir();
let hub: HubProcess | undefined;
afterEach(async () => {
  await hub?.kill();
  await endKeepers(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
});

function mebibytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

test.runIf(process.platform === 'linux')(
  'a line that does not end fills neither hub nor keeper, and whoever comes then sees its end',
  async () => {
    hub = await startHubProcess(dataDir);
    const [client, other] = await Promise.all([1, 2].map(() => TestClient.open(hub?.url ?? '', localKey(dataDir))));
    if (client === undefined || other === undefined) throw new Error('unreachable');
    const script = `read -r; head -c ${MIB}M /dev/zero | tr '\\0' y; printf END; exec cat`;
    const viewer = await TerminalViewer.start(client, { command: { file: 'bash', args: ['-c', script] } });
    const beside = await TerminalViewer.start(other, { command: { file: 'cat', args: [] } });
    await viewer.attach();
    await beside.attach();
    const [keeper = 0] = await keeperPids(dataDir);
    const before = [hub.pid, keeper].map(mebibytes);
    await viewer.type('\r');
    let echoes = 0;
    let most = 0;
    const reached = (): boolean => {
      // What was seen is counted, not kept.
      if (viewer.output.length > 64) viewer.output.splice(0, viewer.output.length - 64);
      return viewer.text.includes('END');
    };
    while (!reached()) {
      most = Math.max(most, ...[hub.pid, keeper].map((pid, at) => mebibytes(pid) - (before[at] ?? 0)));
      echoes++;
      await beside.type(`beside ${echoes}\r`);
      await until('an echo beside it', () => beside.text.includes(`beside ${echoes}\r\nbeside ${echoes}\r\n`));
    }
    expect(viewer.position).toBeGreaterThan(MIB * 1024 * 1024);
    expect(echoes).toBeGreaterThan(1);
    expect(most).toBeLessThan(128);
    const late = TerminalViewer.goOn(other, viewer.id, 0);
    await late.attach();
    await late.shows('yyyyEND');
    const { result } = await late.ask('history', { lines: 10 });
    expect(String(result?.['lines'])).toMatch(/^y+$/);
  },
  30 * 60_000,
);
