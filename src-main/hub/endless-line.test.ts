import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loneHubs } from './testing/lone-hub.ts';
import { TerminalViewer } from './testing/terminal-viewer.ts';
import { until } from './testing/until.ts';

/** A whole GiB in the night; see scripts/fuzz.ts. */
const MIB = Number(process.env['HOMEPORT_ENDLESS_MIB'] || 64);

const start = loneHubs();

function mebibytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

test.runIf(process.platform === 'linux')(
  'a line that does not end fills neither hub nor keeper, and whoever comes then sees its end',
  async () => {
    const hub = await start();
    const [client, other] = [await hub.client(), await hub.client()];
    const script = `read -r; head -c ${MIB}M /dev/zero | tr '\\0' y; printf END; exec cat`;
    const viewer = await TerminalViewer.start(client, { command: { file: 'bash', args: ['-c', script] } });
    const beside = await TerminalViewer.start(other, { command: { file: 'cat', args: [] } });
    await viewer.attach();
    await beside.attach();
    const pids = [hub.pid, await hub.keeper()];
    const before = pids.map(mebibytes);
    await viewer.type('\r');
    let echoes = 0;
    let most = 0;
    const reached = (): boolean => {
      // What was seen is counted, not kept.
      if (viewer.output.length > 64) viewer.output.splice(0, viewer.output.length - 64);
      return viewer.text.includes('END');
    };
    while (!reached()) {
      most = Math.max(most, ...pids.map((pid, at) => mebibytes(pid) - (before[at] ?? 0)));
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
