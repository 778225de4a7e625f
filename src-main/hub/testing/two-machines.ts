import { type ChildProcess, execFileSync, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Disposable } from '../../../src-shared/base/disposable.ts';
import { installed } from './installed.ts';

const COMPUTER = `hpc${process.pid}`;
const PHONE = `hpp${process.pid}`;

/** Two network namespaces, joined by a cable: a computer at 10.77.0.1 and a phone at 10.77.0.2. */
export interface TwoMachines extends Disposable {
  /** What stands before a command line that is to run on one of them. */
  inside(machine: 'computer' | 'phone'): readonly string[];
  /** Starts a program on one of them. */
  on(machine: 'computer' | 'phone', command: readonly string[], options?: SpawnOptions): ChildProcess;
  /** Runs `ip`, `iptables` or the like on one of them to its end. */
  run(machine: 'computer' | 'phone', ...command: string[]): string;
}

/** Why the line between the two cannot be disturbed here; undefined when it can. */
export function missingForFaults(): string | undefined {
  return installed('iptables') ? undefined : 'iptables, which disturbs the line here, is not installed';
}

/** Undefined where namespaces are not permitted, or the tools are not there. */
export function twoMachines(): TwoMachines | undefined {
  if (process.platform !== 'linux' || spawnSync('ip', ['netns', 'add', COMPUTER]).status !== 0) return undefined;
  const ip = (...args: string[]): void => void execFileSync('ip', args);
  const nameOf = { computer: COMPUTER, phone: PHONE } as const;
  const end = (): void => {
    for (const name of [COMPUTER, PHONE]) spawnSync('ip', ['netns', 'del', name]);
  };
  try {
    ip('netns', 'add', PHONE);
    const [one, other] = [`hpa${process.pid}`, `hpb${process.pid}`];
    ip('link', 'add', one, 'type', 'veth', 'peer', 'name', other);
    for (const [name, cable, address] of [
      [COMPUTER, one, '10.77.0.1/24'],
      [PHONE, other, '10.77.0.2/24'],
    ] as const) {
      ip('link', 'set', cable, 'netns', name);
      // Named as a real one: cables of virtual machines are no networks to a hub.
      ip('-n', name, 'link', 'set', cable, 'name', 'eth0');
      ip('-n', name, 'addr', 'add', address, 'dev', 'eth0');
      for (const each of ['lo', 'eth0']) ip('-n', name, 'link', 'set', each, 'up');
      ip('-n', name, 'route', 'add', '224.0.0.0/4', 'dev', 'eth0');
    }
  } catch {
    // Namespaces without cables: the same as none for whoever asked.
    end();
    return undefined;
  }
  const exec = (machine: 'computer' | 'phone'): string[] => ['netns', 'exec', nameOf[machine]];
  return {
    inside: (machine) => ['ip', ...exec(machine)],
    on: (machine, command, options = {}) => spawn('ip', [...exec(machine), ...command], options),
    run: (machine, ...command) => execFileSync('ip', [...exec(machine), ...command]).toString(),
    dispose: end,
  };
}

/** The lines that a program prints, one by one, read as JSON where they are. */
export function linesOf(child: ChildProcess): { next(): Promise<Record<string, unknown>> } {
  if (child.stdout === null) throw new Error('this program’s output is not read');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async next() {
      const { value, done } = await lines.next();
      if (done === true) throw new Error('the program ended before its next line');
      return value.startsWith('{') ? (JSON.parse(value) as Record<string, unknown>) : { text: value };
    },
  };
}
