import type { Clock } from '../../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore } from '../../../../src-shared/base/disposable.ts';
import type {
  ReadOutcome,
  RemoveOutcome,
  SecretStore,
  Unavailable,
  Waiting,
  WriteOutcome,
} from '../../secrets/secret-store.ts';
import { within } from '../../secrets/within.ts';
import { counted } from './keychain-calls.ts';

/** What we use of keytar. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

/** The name under which keychains show our entries. */
const SERVICE = 'Homeport';

/**
 * What keytar's errors mean, by the words of GLib, D-Bus and macOS; it has no codes. Seen with libsecret 0.20 and
 * gnome-keyring 42: no session bus, a bus that is gone, a bus without a secret service; then a locked keyring, none at
 * all, a prompt that was closed.
 */
const MISSING = /autolaunch D-Bus|Could not connect|org\.freedesktop\.secrets was not provided|ServiceUnknown/i;
const LOCKED = /locked collection|object does not exist at path|dismissed|cancel|interaction is not allowed/i;
/** libsecret stays with the service that it spoke to first; another one is reached by another process alone. */
const RESTARTED = /The name :\d+\.\d+ was not provided|session wrapping the secret does not exist/i;

/**
 * The keychain of this user: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows. A pending prompt
 * holds one thread of Node's pool, so callers must not ask again and again while they wait.
 */
export class KeytarStore implements SecretStore, Disposable {
  readonly where = 'keychain';
  private readonly clock: Clock;
  private readonly load: () => Promise<Keytar>;
  private readonly timers = new DisposableStore();

  constructor(clock: Clock, load: () => Promise<Keytar> = loadKeytar) {
    this.clock = clock;
    this.load = load;
  }

  /** Under Linux a locked keyring answers as an empty one does, so `absent` may mean locked here. */
  read(name: string, deadlineMs: number): Promise<ReadOutcome | Waiting<ReadOutcome>> {
    return this.ask<ReadOutcome>(deadlineMs, async (keytar) => {
      const text = await keytar.getPassword(SERVICE, name);
      return text === null ? { kind: 'absent' } : { kind: 'found', value: Buffer.from(text, 'base64url') };
    });
  }

  write(name: string, value: Uint8Array, deadlineMs: number): Promise<WriteOutcome | Waiting<WriteOutcome>> {
    return this.ask<WriteOutcome>(deadlineMs, async (keytar) => {
      await keytar.setPassword(SERVICE, name, Buffer.from(value).toString('base64url'));
      return { kind: 'written' };
    });
  }

  remove(name: string, deadlineMs: number): Promise<RemoveOutcome | Waiting<RemoveOutcome>> {
    return this.ask<RemoveOutcome>(deadlineMs, async (keytar) => {
      await keytar.deletePassword(SERVICE, name);
      return { kind: 'removed' };
    });
  }

  /** Ends the waiting for deadlines. A prompt that is open is the keychain's to close. */
  dispose(): void {
    this.timers.dispose();
  }

  private ask<T>(
    deadlineMs: number,
    call: (keytar: Keytar) => Promise<T>,
  ): Promise<T | Refused | Waiting<T | Refused>> {
    return within(this.clock, this.timers, deadlineMs, this.answer(call));
  }

  private async answer<T>(call: (keytar: Keytar) => Promise<T>): Promise<T | Refused> {
    let keytar: Keytar;
    try {
      keytar = await this.load();
    } catch {
      // It is optional: there was no binary for this machine, or a library that it needs is not there.
      return { kind: 'unavailable', why: 'the keychain package is not installed', lasting: true };
    }
    try {
      return await counted(call(keytar));
    } catch (error) {
      return refusal(error instanceof Error ? error.message : 'it failed without a word');
    }
  }
}

type Refused = { readonly kind: 'locked' } | Unavailable;

function refusal(message: string): Refused {
  if (MISSING.test(message)) return { kind: 'unavailable', why: 'this machine has no keychain service', lasting: true };
  if (LOCKED.test(message)) return { kind: 'locked' };
  if (RESTARTED.test(message)) {
    const why = 'the keychain was started anew and is out of reach until Homeport is, too (terminals go on meanwhile)';
    return { kind: 'unavailable', why, lasting: false };
  }
  return { kind: 'unavailable', why: `the keychain failed (${message})`, lasting: false };
}

async function loadKeytar(): Promise<Keytar> {
  // As a plain string, so that types are checked where this optional package could not be installed.
  const module: { readonly default?: unknown } = await import('keytar' as string);
  if (!isKeytar(module.default)) throw new Error('what is installed as keytar is something else');
  return module.default;
}

function isKeytar(value: unknown): value is Keytar {
  if (typeof value !== 'object' || value === null) return false;
  const functions: Record<string, unknown> = { ...value };
  return ['getPassword', 'setPassword', 'deletePassword'].every((name) => typeof functions[name] === 'function');
}
