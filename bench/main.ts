// `npm run bench [-- part of a name …] [--save]`: measures the built product beside the floor in the same run and prints
// one table. `--save` takes the figures over into baseline.json.
import { availableParallelism, cpus } from 'node:os';
import { againstBaseline, readBaseline, saveBaseline } from './lib/baseline.ts';
import { percentile } from './lib/measure.ts';
import { atMost, type Figure, tableText } from './lib/report.ts';
import { loopDelays } from './lib/subjects.ts';
import { desktop } from './workloads/desktop.ts';
import { echoUnderFlood } from './workloads/echo-under-flood.ts';
import { eventLog } from './workloads/event-log.ts';
import { fanOut } from './workloads/fan-out.ts';
import { keyEcho } from './workloads/key-echo.ts';
import { killedHub } from './workloads/killed-hub.ts';
import { memory } from './workloads/memory.ts';
import { phoneCrowd } from './workloads/phone-crowd.ts';
import { phoneCut } from './workloads/phone-cut.ts';
import { phoneKey, phoneReattach } from './workloads/phone-line.ts';
import { phonePage } from './workloads/phone-page.ts';
import { reattach } from './workloads/reattach.ts';
import { stalledClient, stalledPhone } from './workloads/stalled-client.ts';
import { startUp } from './workloads/start-up.ts';
import { throughput } from './workloads/throughput.ts';

const WORKLOADS: Readonly<Record<string, () => Promise<Figure[]>>> = {
  'key-echo': keyEcho,
  'echo-under-flood': echoUnderFlood,
  throughput,
  reattach,
  memory,
  'stalled-client': stalledClient,
  'fan-out': fanOut,
  'start-up': startUp,
  'killed-hub': killedHub,
  'event-log': eventLog,
  desktop,
  'phone-page': phonePage,
  'phone-key': phoneKey,
  'phone-reattach': phoneReattach,
  'phone-cut': phoneCut,
  'phone-stalled': stalledPhone,
  'phone-crowd': phoneCrowd,
};

const wanted = process.argv.slice(2).filter((each) => !each.startsWith('--'));
const figures: Figure[] = [];
for (const [name, run] of Object.entries(WORKLOADS)) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
  const started = performance.now();
  try {
    figures.push(...(await run()));
  } catch (error) {
    // One workload that fails must not hide what the others say; the exit code tells.
    console.error(`${name} failed:`, error);
    process.exitCode = 1;
  }
  console.error(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
if (loopDelays.length > 0)
  figures.push(
    atMost(20, {
      workload: 'event loop of the hub',
      figure: 'worst p99',
      unit: 'ms',
      value: percentile(loopDelays, 100),
    }),
  );

const baseline = readBaseline();
console.log(`\n${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, Node ${process.version}\n`);
console.log(tableText(figures, (figure) => againstBaseline(baseline, figure)));
if (process.argv.includes('--save')) saveBaseline(figures);
if (figures.some((figure) => againstBaseline(baseline, figure) === 'worse')) process.exitCode = 1;
process.exit();
