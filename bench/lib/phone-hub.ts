import { hubKeyOf, type PhoneKeys, putPhones } from './phones.ts';
import { Hub } from './subjects.ts';

/** A hub that phones are paired with. */
export interface PhoneHub {
  readonly hub: Hub;
  readonly port: number;
  readonly phones: readonly PhoneKeys[];
}

/** Starts one, learns its key, writes the phones down while it does not run, and starts it again at the same port. */
export async function startPhoneHub(count: number): Promise<PhoneHub> {
  const first = await Hub.launch();
  const { url, dataDir } = first.address;
  const hubKey = await hubKeyOf(url);
  await first.kill();
  const phones = putPhones(dataDir, count, hubKey);
  const port = Number(new URL(url).port);
  return { hub: await Hub.start(dataDir, port), port, phones };
}

export function firstOf(phones: readonly PhoneKeys[]): PhoneKeys {
  const [first] = phones;
  if (first === undefined) throw new Error('there is no phone');
  return first;
}
