import { z } from 'zod';
import { type TerminalGrant, terminalGrantSchema } from '../../../src-shared/protocol/channels/device/state.ts';
import type { Role } from '../../../src-shared/protocol/rights.ts';
import { roleSchema } from '../../../src-shared/protocol/rights.ts';
import { type TrustLevel, trustLevelSchema } from '../../../src-shared/protocol/trust.ts';
import type { Database, Statement } from './database.ts';
import type { PendingWrites } from './group-commit.ts';

/** A device as it stands in `authority.db`. */
export interface DeviceRecord {
  readonly id: string;
  readonly name: string;
  /** What it says it is; empty when it said nothing. */
  readonly platform: string;
  readonly role: Role;
  /** 32 bytes, base64url: an X25519 key of what was paired, an Ed25519 key of all others. */
  readonly publicKey: string;
  /** Further X25519 keys of what was paired: one for each origin that it moved to. */
  readonly moreKeys: readonly string[];
  /**
   * `local`: made from this machine's 0600 file. `link`: came through a one-time link. `window`: came through one that
   * lets in for this run of the hub alone, and stands in no file. `paired`: by QR or typed code, and comes by the
   * encrypted channel.
   */
  readonly origin: 'local' | 'link' | 'window' | 'paired';
  /**
   * Host and port at which it was let in, and the only ones at which its key counts; empty for no such bond. A browser
   * keeps a key for one origin and lets whoever serves that origin sign with it: should somebody else get the port while
   * the hub is on another, the key is worth nothing to them.
   */
  readonly address: string;
  /** Rights on single terminals beyond those of the role. */
  readonly grants: readonly TerminalGrant[];
  /** Wall clock, ms; null for no end. */
  readonly expiresAt: number | null;
  readonly createdAt: number;
  readonly lastSeen: number;
  /** The remote address and the level of its last connection. */
  readonly lastFrom: string;
  readonly lastLevel: TrustLevel | null;
}

/** What is noted of a device that came. */
export type Sighting = Pick<DeviceRecord, 'lastSeen' | 'lastFrom' | 'lastLevel'>;

interface Row extends Omit<DeviceRecord, 'role' | 'origin' | 'grants' | 'lastLevel' | 'moreKeys'> {
  readonly role: string;
  readonly origin: string;
  readonly grants: string;
  readonly lastLevel: string | null;
}

type Values = [
  id: string,
  name: string,
  platform: string,
  role: string,
  publicKey: string,
  origin: string,
  address: string,
  grants: string,
  expiresAt: number | null,
  createdAt: number,
  lastSeen: number,
  lastFrom: string,
  lastLevel: string | null,
];

const COLUMNS =
  'id, name, platform, role, publicKey, origin, address, grants, expiresAt, createdAt, lastSeen, lastFrom, lastLevel';

export interface DeviceTableOwner {
  /** Runs a body in a durable transaction or throws a ProtocolError. */
  now(body: () => void): void;
  beforeRemoval(): void;
  /** Asks for the next group commit. */
  touch(): void;
}

const grantsSchema = z.array(terminalGrantSchema).catch([]);

/** Rows of devices. Adding and removing happen at once or throw; when a device was last seen is written when it suits. */
export class DeviceTable implements PendingWrites {
  private readonly owner: DeviceTableOwner;
  private readonly upsert: Statement<Values, unknown>;
  private readonly erase: Statement<[string], unknown>;
  private readonly seen: Statement<[number, string, string | null, string], unknown>;
  private readonly select: Statement<[], Row>;
  private readonly insertKey: Statement<[string, string], unknown>;
  private readonly eraseKeys: Statement<[string], unknown>;
  private readonly selectKeys: Statement<[], { readonly publicKey: string; readonly device: string }>;
  private readonly sightings = new Map<string, Sighting>();

  constructor(db: Database, owner: DeviceTableOwner) {
    this.owner = owner;
    this.upsert = db.prepare(
      `INSERT INTO devices (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, platform = excluded.platform, role = excluded.role,
         address = excluded.address, grants = excluded.grants, expiresAt = excluded.expiresAt,
         lastSeen = excluded.lastSeen`,
    );
    this.erase = db.prepare('DELETE FROM devices WHERE id = ?');
    this.seen = db.prepare('UPDATE devices SET lastSeen = ?, lastFrom = ?, lastLevel = ? WHERE id = ?');
    this.select = db.prepare(`SELECT ${COLUMNS} FROM devices`);
    this.insertKey = db.prepare('INSERT OR IGNORE INTO deviceKeys (publicKey, device) VALUES (?, ?)');
    this.eraseKeys = db.prepare('DELETE FROM deviceKeys WHERE device = ?');
    this.selectKeys = db.prepare('SELECT publicKey, device FROM deviceKeys ORDER BY rowid');
  }

  get waiting(): number {
    return this.sightings.size;
  }

  all(): DeviceRecord[] {
    const keys = Map.groupBy(this.selectKeys.all(), ({ device }) => device);
    return this.select.all().map((row) => ({
      ...row,
      role: roleSchema.parse(row.role),
      origin: row.origin === 'local' || row.origin === 'paired' ? row.origin : 'link',
      grants: grantsSchema.parse(parseJson(row.grants)),
      lastLevel: trustLevelSchema.nullable().catch(null).parse(row.lastLevel),
      moreKeys: keys.get(row.id)?.map(({ publicKey }) => publicKey) ?? [],
    }));
  }

  put(device: DeviceRecord): void {
    const { id, name, platform, role, publicKey, origin, address, grants, expiresAt, createdAt } = device;
    const { lastSeen, lastFrom, lastLevel } = device;
    const facts = [id, name, platform, role, publicKey, origin, address, JSON.stringify(grants), expiresAt] as const;
    this.owner.now(() => {
      this.upsert.run(...facts, createdAt, lastSeen, lastFrom, lastLevel);
      for (const key of device.moreKeys) this.insertKey.run(key, id);
    });
  }

  remove(id: string): void {
    this.owner.beforeRemoval();
    this.owner.now(() => {
      this.eraseKeys.run(id);
      this.erase.run(id);
    });
    this.sightings.delete(id);
  }

  setSeen(id: string, sighting: Sighting): void {
    this.sightings.set(id, sighting);
    this.owner.touch();
  }

  write(): void {
    for (const [id, { lastSeen, lastFrom, lastLevel }] of this.sightings)
      this.seen.run(lastSeen, lastFrom, lastLevel, id);
  }

  written(): void {
    this.sightings.clear();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever checks it says what it is instead.
    return undefined;
  }
}
