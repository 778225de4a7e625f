import type { Role } from '../../../src-shared/protocol/rights.ts';
import { roleSchema } from '../../../src-shared/protocol/rights.ts';
import type { Database, Statement } from './database.ts';
import type { PendingWrites } from './group-commit.ts';

/** A device as it stands in `authority.db`. */
export interface DeviceRecord {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Raw Ed25519 public key, 32 bytes, base64url. */
  readonly publicKey: string;
  /**
   * `local`: made from this machine's 0600 file. `link`: came through a one-time link. `window`: came through one that
   * lets in for this run of the hub alone, and stands in no file.
   */
  readonly origin: 'local' | 'link' | 'window' | 'paired';
  /**
   * Host and port at which it was let in, and the only ones at which its key counts; empty for no such bond. A browser
   * keeps a key for one origin and lets whoever serves that origin sign with it: should somebody else get the port while
   * the hub is on another, the key is worth nothing to them.
   */
  readonly address: string;
  readonly createdAt: number;
  readonly lastSeen: number;
}

type Row = { [K in keyof DeviceRecord]: K extends 'createdAt' | 'lastSeen' ? number : string };

export interface DeviceTableOwner {
  /** Runs a body in a durable transaction or throws a ProtocolError. */
  now(body: () => void): void;
  beforeRemoval(): void;
  /** Asks for the next group commit. */
  touch(): void;
}

/** Rows of devices. Adding and removing happen at once or throw; when a device was last seen is written when it suits. */
export class DeviceTable implements PendingWrites {
  private readonly owner: DeviceTableOwner;
  private readonly upsert: Statement<[string, string, string, string, string, string, number, number], unknown>;
  private readonly erase: Statement<[string], unknown>;
  private readonly seen: Statement<[number, string], unknown>;
  private readonly select: Statement<[], Row>;
  private readonly seenAt = new Map<string, number>();

  constructor(db: Database, owner: DeviceTableOwner) {
    this.owner = owner;
    this.upsert = db.prepare(
      `INSERT INTO devices (id, name, role, publicKey, origin, address, createdAt, lastSeen) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role,
         address = excluded.address, lastSeen = excluded.lastSeen`,
    );
    this.erase = db.prepare('DELETE FROM devices WHERE id = ?');
    this.seen = db.prepare('UPDATE devices SET lastSeen = ? WHERE id = ?');
    this.select = db.prepare('SELECT id, name, role, publicKey, origin, address, createdAt, lastSeen FROM devices');
  }

  get waiting(): number {
    return this.seenAt.size;
  }

  all(): DeviceRecord[] {
    return this.select.all().map((row) => ({
      ...row,
      role: roleSchema.parse(row.role),
      origin: row.origin === 'local' ? 'local' : 'link',
    }));
  }

  put(device: DeviceRecord): void {
    const { id, name, role, publicKey, origin, address, createdAt, lastSeen } = device;
    this.owner.now(() => {
      this.upsert.run(id, name, role, publicKey, origin, address, createdAt, lastSeen);
    });
  }

  remove(id: string): void {
    this.owner.beforeRemoval();
    this.owner.now(() => {
      this.erase.run(id);
    });
    this.seenAt.delete(id);
  }

  setSeen(id: string, at: number): void {
    this.seenAt.set(id, at);
    this.owner.touch();
  }

  write(): void {
    for (const [id, at] of this.seenAt) this.seen.run(at, id);
  }

  written(): void {
    this.seenAt.clear();
  }
}
