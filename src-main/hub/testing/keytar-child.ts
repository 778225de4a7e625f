import { createInterface } from 'node:readline';
import { KeytarStore } from '../host/secrets/keytar-store.ts';
import { systemClock } from '../host/system-clock.ts';
import type { Waiting } from '../secrets/secret-store.ts';

/**
 * The real `KeytarStore` in a process of its own, since GLib looks for the session bus once: lines of
 * `<read|write|remove> <deadline, ms> <name> [text]` in, outcomes as lines of JSON out, once more when they come late.
 */
const store = new KeytarStore(systemClock);

type Answer = { readonly kind: string; readonly value?: Uint8Array };

function ask(verb: string, ms: number, name: string, text: string): Promise<Answer | Waiting<Answer>> {
  if (verb === 'read') return store.read(name, ms);
  if (verb === 'write') return store.write(name, Buffer.from(text), ms);
  return store.remove(name, ms);
}

function say(answer: Answer): void {
  const text = answer.value === undefined ? {} : { value: Buffer.from(answer.value).toString() };
  process.stdout.write(`${JSON.stringify({ ...answer, ...text })}\n`);
}

for await (const line of createInterface(process.stdin)) {
  const [verb = '', ms = '', name = '', text = ''] = line.split(' ');
  const answer = await ask(verb, Number(ms), name, text);
  say(answer);
  if ('later' in answer) void answer.later.then(say);
}
// What a prompt holds would keep the process alive.
process.exit(0);
