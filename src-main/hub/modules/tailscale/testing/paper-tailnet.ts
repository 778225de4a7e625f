import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tailscaleProgram } from '../../../host/tailscale-program.ts';
import type { OutsideProgram, Ran } from '../outside-program.ts';
import { type PaperConfig, PaperService } from './paper-service.ts';

export const NAME = 'desk.tail1234.ts.net';

/** What is installed as `tailscale`: asks the service by its socket, and does what that says. */
const PROGRAM = `
import { connect } from 'node:net';
const socket = connect(process.argv[2]);
let text = '';
socket.on('data', (chunk) => { text += chunk; });
socket.on('end', () => {
  const { out = '', err = '', code, endless } = JSON.parse(text);
  const print = () => { if (process.stdout.write('x'.repeat(65536))) setImmediate(print); else process.stdout.once('drain', print); };
  if (endless) print();
  process.stderr.write(err);
  process.stdout.write(out, () => { if (code !== undefined) process.exit(code); });
  if (code === undefined) setInterval(() => {}, 60000);
});
socket.end(JSON.stringify({ args: process.argv.slice(3), env: Object.keys(process.env) }));
`;

interface Call {
  readonly args: readonly string[];
  readonly env: readonly string[];
}

/** A program `tailscale` in a directory of its own on the PATH, and the service behind it. */
export class PaperTailnet {
  readonly directory = mkdtempSync(join(tmpdir(), 'hp-ts-'));
  readonly service = new PaperService();
  /** What the program was asked so far, in order. */
  readonly calls: Call[] = [];
  /** Nothing of this machine is in it; some things are that the program must not get. */
  readonly env = { PATH: join(this.directory, 'bin'), HOME: this.directory, TS_DEBUG: '1', HOMEPORT_DATA_DIR: '/x' };
  /** The real door to a real program. */
  readonly program: OutsideProgram = tailscaleProgram(this.env, 'linux');
  /** The same without a process, for what ends by itself: one that hangs does not. */
  readonly quick: OutsideProgram = { run: async (args) => this.ran(args) };
  private readonly socket = createServer({ allowHalfOpen: true }, (each) => this.serve(each));
  private readonly script = join(this.directory, 'tailscale.mjs');

  static async start(): Promise<PaperTailnet> {
    const tailnet = new PaperTailnet();
    mkdirSync(tailnet.env.PATH);
    writeFileSync(tailnet.script, PROGRAM);
    tailnet.install();
    await new Promise<void>((resolve) => tailnet.socket.listen(join(tailnet.directory, 's'), resolve));
    return tailnet;
  }

  get config(): PaperConfig {
    return this.service.config ?? {};
  }

  /** What the root of a port leads to. */
  proxyAt(port: number, name = NAME): string | undefined {
    return this.config.Web?.[`${name}:${port}`]?.Handlers['/']?.Proxy;
  }

  /** What it was asked to change, in order. */
  get changes(): string[] {
    return this.calls.map(({ args }) => args.join(' ')).filter((line) => !line.includes('--json'));
  }

  install(): void {
    const socket = join(this.directory, 's');
    writeFileSync(this.file, `#!/bin/sh\nexec '${process.execPath}' '${this.script}' '${socket}' "$@"\n`);
    chmodSync(this.file, 0o755);
  }

  uninstall(): void {
    rmSync(this.file);
  }

  async dispose(): Promise<void> {
    await new Promise<Server>((resolve) => this.socket.close(() => resolve(this.socket)));
    rmSync(this.directory, { recursive: true, force: true });
  }

  private get file(): string {
    return join(this.env.PATH, 'tailscale');
  }

  private serve(socket: Socket): void {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    socket.on('end', () => {
      const call = JSON.parse(text) as Call;
      this.calls.push(call);
      socket.end(JSON.stringify(this.service.answer(call.args)));
    });
  }

  private ran(args: readonly string[]): Ran {
    this.calls.push({ args, env: [] });
    const { out = '', err = '', code } = this.service.answer(args);
    if (code === undefined) throw new Error('this takes a process');
    return { kind: 'ended', code, out, err };
  }
}

/** A config in which somebody else serves these ports. */
export function othersAt(...ports: number[]): PaperConfig {
  const Handlers = { '/': { Proxy: 'http://127.0.0.1:3000' } };
  return {
    TCP: Object.fromEntries(ports.map((port) => [port, { HTTPS: true }])),
    Web: Object.fromEntries(ports.map((port) => [`${NAME}:${port}`, { Handlers }])),
  };
}
