import {
  existsSync,
  type FSWatcher,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

interface Start {
  readonly argv: string[];
  readonly directory: string;
  readonly extra: unknown;
}

/**
 * One app for each userData directory. The lock is a file with its holder in it; what a second start wants is left
 * beside it, whole before it has its name, so that it is delivered although the second start ends at once.
 */
export class SingleInstanceLock {
  private readonly started: (argv: string[], directory: string, extra: unknown) => void;
  private directory: string | undefined;
  private watcher: FSWatcher | undefined;

  constructor(started: (argv: string[], directory: string, extra: unknown) => void) {
    this.started = started;
  }

  get held(): boolean {
    return this.directory !== undefined;
  }

  request(userData: string, extra: unknown): boolean {
    if (this.held) return true;
    const directory = join(userData, 'stand-in-lock');
    mkdirSync(directory, { recursive: true });
    if (!claim(join(directory, 'holder'))) {
      const start: Start = { argv: process.argv, directory: process.cwd(), extra };
      const name = join(directory, `start-${process.pid}-${process.hrtime.bigint()}`);
      writeFileSync(`${name}.part`, JSON.stringify(start));
      renameSync(`${name}.part`, `${name}.json`);
      return false;
    }
    this.directory = directory;
    // Starts that a holder who is gone has not heard of were answered with its end.
    for (const name of starts(directory)) rmSync(join(directory, name), { force: true });
    this.watcher = watch(directory, () => this.deliver()).unref();
    process.once('exit', () => this.release());
    return true;
  }

  release(): void {
    if (this.directory === undefined) return;
    this.watcher?.close();
    rmSync(join(this.directory, 'holder'), { force: true });
    this.directory = undefined;
  }

  private deliver(): void {
    const directory = this.directory;
    if (directory === undefined || !existsSync(directory)) return;
    for (const name of starts(directory)) {
      const start = JSON.parse(readFileSync(join(directory, name), 'utf8')) as Start;
      rmSync(join(directory, name));
      this.started(start.argv, start.directory, start.extra);
    }
  }
}

function starts(directory: string): string[] {
  return readdirSync(directory).filter((name) => name.endsWith('.json'));
}

/** Takes the lock if nobody who lives has it. */
function claim(file: string): boolean {
  // Linked to its name when it is whole, so that nobody reads a lock that says nothing yet.
  const own = `${file}.${process.pid}`;
  writeFileSync(own, `${process.pid} ${birthOf(process.pid)}`);
  try {
    for (;;) {
      if (linked(own, file)) return true;
      const [pid, birth] = readLock(file).split(' ');
      if (birth !== undefined && birthOf(Number(pid)) === birth) return false;
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(own);
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
}

function readLock(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Released since: the next attempt has it.
    return '';
  }
}

/** When a process began, which no other process of its number shares; empty when there is none. */
function birthOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    // Gone.
    return '';
  }
}
