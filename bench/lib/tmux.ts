import { execFileSync, spawnSync } from 'node:child_process';
import { spawn } from 'node-pty';
import type { Program } from './session.ts';

const SOCKET = `homeport-bench-${process.pid}`;

export function hasTmux(): boolean {
  return spawnSync('tmux', ['-V']).status === 0;
}

/** Runs a program in tmux, attached from a terminal of 80×24 that takes everything at once. */
export async function inTmux(
  program: Program,
  until: (write: (text: string) => void, output: () => string) => Promise<void>,
): Promise<void> {
  const command = program.map((each) => `'${each}'`).join(' ');
  const tmux = ['-L', SOCKET, '-f', '/dev/null'];
  execFileSync('tmux', [...tmux, 'new-session', '-d', '-x', '80', '-y', '24', command]);
  const client = spawn('tmux', [...tmux, 'attach'], { cols: 80, rows: 24, name: 'xterm-256color', encoding: null });
  let tail = '';
  client.onData((data) => {
    tail = (tail + Buffer.from(data as unknown as Uint8Array).toString('latin1')).slice(-4000);
  });
  try {
    await until(
      (text) => client.write(text),
      () => tail,
    );
  } finally {
    spawnSync('tmux', ['-L', SOCKET, 'kill-server']);
    client.kill();
  }
}
