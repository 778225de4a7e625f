import { KEEPER_CAPACITY } from '../../src-shared/keeper-protocol/version.ts';
import { FaultError } from './fault.ts';
import type { AnyHeld } from './held.ts';
import type { Process } from './process.ts';
import type { Terminal } from './terminal.ts';
import type { Load } from './vigil.ts';

/** Everything this keeper holds, by id, also what has ended and was not released yet. */
export class Holdings implements Iterable<AnyHeld> {
  private readonly held = new Map<string, AnyHeld>();

  get load(): Load {
    for (const { exit } of this.held.values()) if (exit === null) return 'programs';
    return this.held.size === 0 ? 'nothing' : 'exits';
  }

  [Symbol.iterator](): IterableIterator<AnyHeld> {
    return this.held.values();
  }

  /** `start` is called when there is room and the id is free. */
  add<T extends AnyHeld>(id: string, start: () => T): T {
    if (this.held.has(id)) throw new FaultError('startFailed', `There already is something with the id ${id}.`);
    if (this.held.size >= KEEPER_CAPACITY)
      throw new FaultError('full', `This keeper holds ${KEEPER_CAPACITY} programs and takes no more.`);
    const held = start();
    this.held.set(id, held);
    return held;
  }

  get(id: string): AnyHeld {
    const held = this.held.get(id);
    if (held === undefined) throw new FaultError('notFound', `This keeper holds nothing with the id ${id}.`);
    return held;
  }

  terminal(id: string): Terminal {
    const held = this.get(id);
    if (held.kind !== 'terminal') throw new FaultError('notFound', `${id} is a process without a terminal.`);
    return held;
  }

  process(id: string): Process {
    const held = this.get(id);
    if (held.kind !== 'process') throw new FaultError('notFound', `${id} is a terminal.`);
    return held;
  }

  /** Forgets what has ended. */
  release(id: string): void {
    const held = this.get(id);
    if (held.exit === null) throw new FaultError('running', `${id} is still running.`);
    this.held.delete(id);
    held.dispose();
  }
}
