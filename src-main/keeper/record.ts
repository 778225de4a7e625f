import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { KeeperRecord } from '../../src-shared/keeper-protocol/messages.ts';
import { KEEPER_PROTOCOL } from '../../src-shared/keeper-protocol/version.ts';
import { birthOf } from './birth.ts';

/** The kernel's limit is 108 bytes with the closing zero, 104 on macOS. */
const SOCKET_PATH = 100;

/** What a hub needs to find this keeper and to be let in. */
export function newRecord(directory: string, id: string, program: string | undefined): KeeperRecord {
  const token = randomBytes(16).toString('base64url');
  return {
    id,
    pid: process.pid,
    birth: birthOf(process.pid),
    socket: socketPath(directory, id),
    token,
    protocol: { ...KEEPER_PROTOCOL },
    ...(program === undefined ? {} : { program }),
  };
}

/** Whole or not at all, and for this user's eyes only. */
export function writeRecord(directory: string, record: KeeperRecord): void {
  const temporary = join(directory, `.${record.id}.json.new`);
  writeFileSync(temporary, JSON.stringify(record), { mode: 0o600 });
  renameSync(temporary, join(directory, `${record.id}.json`));
}

/** False when somebody has removed the record, most likely with the whole data directory: no hub ever comes then. */
export function isOnRecord(directory: string, id: string): boolean {
  return existsSync(join(directory, `${id}.json`));
}

/** As if this keeper had never been. */
export function removeTraces(directory: string, { id, socket }: KeeperRecord): void {
  rmSync(join(directory, `${id}.json`), { force: true });
  rmSync(join(directory, `${id}.log`), { force: true });
  if (process.platform === 'win32') return;
  rmSync(socket, { force: true });
  if (dirname(socket) !== directory) rmSync(dirname(socket), { recursive: true, force: true });
}

function socketPath(directory: string, id: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\homeport-${id}-${randomBytes(8).toString('hex')}`;
  const path = join(directory, `${id}.sock`);
  if (Buffer.byteLength(path) <= SOCKET_PATH) return path;
  // A directory of our own, so that nobody else can be there first.
  const short = mkdtempSync(join(shortDirectory(), 'homeport-'));
  return join(short, 'k.sock');
}

function shortDirectory(): string {
  const candidates = [process.env['XDG_RUNTIME_DIR'], tmpdir(), '/tmp'];
  return candidates.find((each) => each !== undefined && each !== '' && Buffer.byteLength(each) <= 60) ?? '/tmp';
}
