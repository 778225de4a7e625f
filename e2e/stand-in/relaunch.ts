import { spawn } from 'node:child_process';

/** Starts a program once the process `pid` is gone, as Electron does: detached, with nothing of our input and output. */
export function startAfter(
  pid: number,
  { execPath, args }: { readonly execPath: string; readonly args: ReadonlyArray<string> },
): void {
  const wait = `while kill -0 ${pid} 2>/dev/null; do sleep 0.02; done; exec "$0" "$@"`;
  spawn('/bin/sh', ['-c', wait, execPath, ...args], { stdio: 'ignore', detached: true }).unref();
}
