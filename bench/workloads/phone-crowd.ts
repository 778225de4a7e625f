import { writeFileSync } from 'node:fs';
import { type Hand, hire } from '../lib/crew.ts';
import type { CrowdState } from '../lib/crowd.ts';
import { workshop } from '../lib/material.ts';
import { pause, percentile, processorSeconds, residentMegabytes, until } from '../lib/measure.ts';
import { startPhoneHub } from '../lib/phone-hub.ts';
import { atMost, type Figure, forInformation } from '../lib/report.ts';
import { Hub } from '../lib/subjects.ts';
import { echoDelays, startRawCat } from './key-echo.ts';

const PHONES = 5_000;
/** They come by themselves and not all at once, the first time. */
const PER_SECOND = 300;
const KEYS = 150;

/**
 * Phones that are connected and do nothing, each with its own key, address, channels and heartbeat; then the hub is killed
 * and they all come back, while somebody at the computer types.
 */
export async function phoneCrowd(): Promise<Figure[]> {
  const workload = `${PHONES} idle phones`;
  const { hub, port, phones } = await startPhoneHub(PHONES);
  const { url, dataDir } = hub.address;
  const keys = `${workshop}/phones.json`;
  writeFileSync(keys, JSON.stringify(phones));
  const empty = residentMegabytes([hub.pid]);
  const hand = hire({ kind: 'crowd', url, keys, perSecond: PER_SECOND });
  await everybody(hand);
  await pause(5_000);
  const before = processorSeconds(hub.pid);
  await pause(10_000);
  const busy = (processorSeconds(hub.pid) - before) / 10;
  const idle = residentMegabytes([hub.pid]);
  const calm = await typed(hub);
  await hub.kill();
  hand.tell('begin');
  const next = await Hub.start(dataDir, port);
  const storm = await typed(next);
  const took = await everybody(hand);
  await pause(5_000);
  const again = residentMegabytes([next.pid]);
  await hand.dismiss();
  await next.stop();
  return [
    atMost(400, { workload, figure: 'hub RSS', unit: 'MB', value: idle }),
    atMost(400, { workload, figure: 'hub RSS after its restart', unit: 'MB', value: again }),
    forInformation({ workload, figure: 'hub RSS before they came', unit: 'MB', value: empty }),
    forInformation({ workload, figure: 'processor while idle', unit: '%', value: busy * 100 }),
    atMost(90, { workload, figure: 'all back after a restart', unit: 's', value: percentile(took, 100) / 1000 }),
    forInformation({ workload, figure: 'half of them back', unit: 's', value: percentile(took, 50) / 1000 }),
    forInformation({
      workload,
      figure: 'a key meanwhile, p95',
      unit: 'ms',
      value: percentile(storm, 95),
      other: percentile(calm, 95),
      against: 'while idle',
    }),
  ];
}

async function everybody(hand: Hand): Promise<readonly number[]> {
  let state: CrowdState = { there: 0, took: [] };
  const all = async (): Promise<boolean> => {
    await pause(250);
    hand.tell('state');
    state = (await hand.answer()) as CrowdState;
    return state.there === PHONES;
  };
  await until('all phones to be there', all, 180_000);
  return state.took;
}

async function typed(hub: Hub): Promise<number[]> {
  const session = await startRawCat(hub.door);
  const delays = await echoDelays(session, KEYS);
  session.close();
  return delays;
}
