import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Job } from './crew-member.ts';
import { ROOT } from './subjects.ts';

/** Clients in a process of their own, so that what they do is not measured as somebody else's delay. */
export interface Hand {
  /** The next message of the crew member. */
  answer(): Promise<unknown>;
  tell(message: unknown): void;
  dismiss(): Promise<void>;
}

export function hire(job: Job): Hand {
  const child: ChildProcess = fork(join(ROOT, 'bench/lib/crew-member.ts'), [JSON.stringify(job)]);
  const answers: unknown[] = [];
  const waiting: Array<{ resolve(answer: unknown): void; reject(error: Error): void }> = [];
  let left: Error | undefined;
  child.on('message', (message) => {
    const next = waiting.shift();
    if (next === undefined) answers.push(message);
    else next.resolve(message);
  });
  child.once('exit', (code) => {
    left = new Error(`a crew member left with ${code}`);
    for (const each of waiting.splice(0)) each.reject(left);
  });
  return {
    answer: () =>
      new Promise((resolve, reject) => {
        if (answers.length > 0) resolve(answers.shift());
        else if (left !== undefined) reject(left);
        else waiting.push({ resolve, reject });
      }),
    tell: (message) => child.send(message as object),
    async dismiss() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
