import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { until } from './until.ts';

const PROGRAMS = ['dbus-run-session', 'dbus-send', 'gnome-keyring-daemon'];
const PASSWORD = 'correct horse';
/** The number of that request on gnome-keyring's control socket. */
const UNLOCK = 1;

/** Accepts everybody and starts nothing by itself, so that a service is there when a test says so. */
const BUS = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

/** What a test of the real keychain needs and is not here, in words for its name; undefined when all of it is. */
export function keychainMissing(): string | undefined {
  if (process.platform !== 'linux') return 'the keychain of a test is a Linux one';
  try {
    createRequire(import.meta.url)('keytar');
  } catch {
    return 'keytar is not installed or cannot be loaded';
  }
  const program = PROGRAMS.find((each) => !isInstalled(each));
  return program === undefined ? undefined : `${program} is not installed`;
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A login of somebody who has nothing but a home: a session bus, and a gnome-keyring when it is started. No display. */
export class KeychainSession {
  /** The whole environment of programs in it. */
  readonly env: Readonly<Record<string, string>>;
  private readonly bus: ChildProcess;
  private keyring: ChildProcess | undefined;

  private constructor(bus: ChildProcess, env: Readonly<Record<string, string>>) {
    this.bus = bus;
    this.env = env;
  }

  static async open(home: string): Promise<KeychainSession> {
    const config = `${home}/bus.conf`;
    const runtime = `${home}/run`;
    mkdirSync(runtime, { recursive: true, mode: 0o700 });
    writeFileSync(config, BUS);
    const env = { PATH: process.env['PATH'] ?? '', HOME: home, XDG_RUNTIME_DIR: runtime, LANG: 'C.UTF-8' };
    // The session lasts as long as the program in it, and that as long as its stdin.
    const script = 'echo "$DBUS_SESSION_BUS_ADDRESS"; exec cat';
    const args = [`--config-file=${config}`, '--', 'sh', '-c', script];
    const bus = spawn('dbus-run-session', args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
    const address = await firstLine(bus);
    return new KeychainSession(bus, { ...env, DBUS_SESSION_BUS_ADDRESS: address });
  }

  /** Starts the keyring: unlocked with the user's password, which also makes one where none is, or as it is. */
  async startKeyring(state: 'unlocked' | 'asItIs'): Promise<void> {
    const unlock = state === 'unlocked' ? ['--unlock'] : [];
    this.keyring = this.daemon(['--foreground', '--components=secrets', ...unlock]);
    await until('the secret service is there', () => this.hasService());
  }

  /** Hands the running keyring the password, on the socket and in the form of the login screen. */
  async unlock(): Promise<void> {
    const socket = connect(`${this.env['XDG_RUNTIME_DIR']}/keyring/control`);
    const password = Buffer.from(PASSWORD);
    const packet = Buffer.alloc(12);
    packet.writeUInt32BE(packet.length + password.length, 0);
    packet.writeUInt32BE(UNLOCK, 4);
    packet.writeUInt32BE(password.length, 8);
    // An empty byte goes first: it carries the sender's credentials.
    socket.write(Buffer.concat([Buffer.alloc(1), packet, password]));
    const answer = await new Promise<Buffer>((resolve, reject) => {
      socket.once('data', resolve).once('error', reject);
    });
    socket.destroy();
    if (answer.readUInt32BE(4) !== 0) throw new Error(`the keyring refused: ${answer.toString('hex')}`);
  }

  /** Ends the keyring and starts it unlocked, as logging out and in can. */
  async restartKeyring(): Promise<void> {
    await end(this.keyring);
    await until('the secret service is gone', () => !this.hasService());
    await this.startKeyring('unlocked');
  }

  /** The keyring answers nothing, as when it waits for somebody, until it is woken. */
  freeze(): void {
    this.keyring?.kill('SIGSTOP');
  }

  wake(): void {
    this.keyring?.kill('SIGCONT');
  }

  async close(): Promise<void> {
    this.wake();
    await end(this.keyring);
    this.bus.stdin?.end();
    await gone(this.bus);
  }

  private daemon(args: ReadonlyArray<string>): ChildProcess {
    const child = spawn('gnome-keyring-daemon', args, { env: this.env, stdio: ['pipe', 'ignore', 'ignore'] });
    child.stdin?.end(PASSWORD);
    return child;
  }

  private hasService(): boolean {
    const question = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'];
    const method = ['org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'];
    const answer = execFileSync('dbus-send', [...question, ...method], { env: this.env, encoding: 'utf8' });
    return answer.includes('boolean true');
  }
}

async function end(child: ChildProcess | undefined): Promise<void> {
  child?.kill('SIGTERM');
  if (child !== undefined) await gone(child);
}

async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once('exit', resolve));
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the session ended with ${code}`)));
    if (child.stdout !== null) createInterface(child.stdout).once('line', resolve);
  });
}
