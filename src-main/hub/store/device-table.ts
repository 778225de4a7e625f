import { z } from 'zod';
import { type TerminalGrant, terminalGrantSchema } from '../../../src-shared/protocol/channels/device/state.ts';
import type { Role } from '../../../src-shared/protocol/rights.ts';
import { roleSchema } from '../../../src-shared/protocol/rights.ts';
import { type TrustLevel, trustLevelSchema } from '../../../src-shared/protocol/trust.ts';
import type { Database, Statement } from './database.ts';
import type { PendingWrites } from './group-commit.ts';

/** A key with which a paired device makes the encrypted channel. */
export interface ChannelKey {
  /** X25519, 32 bytes, base64url. */
  readonly publicKey: string;
  /** How the page was reached that made it: what came over plain http may have been anybody's. */
  readonly level: TrustLevel;
}

/** A device as it stands in `authority.db`. */
export interface DeviceRecord {
  readonly id: string;
  readonly name: string;
  /** What it says it is; empty when it said nothing. */
  readonly platform: string;
  readonly role: Role;
  /** 32 bytes, base64url: an X25519 key of what was paired, an Ed25519 key of all others. */
  readonly publicKey: string;
  /** How the page was reached that made this key, see {@link ChannelKey}. */
  readonly keyLevel: TrustLevel;
  /** Further keys of what was paired: one for each origin that it moved to. */
  readonly moreKeys: readonly ChannelKey[];
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
  /**
   * When its end was seen to have come, or when it was suspended; wall clock, ms. It stays so, whatever the clock says
   * later, until somebody who may administer gives it a new end.
   */
  readonly endedAt: number | null;
  readonly createdAt: number;
  readonly lastSeen: number;
  /** The remote address and the level of its last connection. */
  readonly lastFrom: string;
  readonly lastLevel: TrustLevel | null;
}

/** What is noted of a device that came. */
export type Sighting = Pick<DeviceRecord, 'lastSeen' | 'lastFrom' | 'lastLevel'>;

interface Row extends Omit<DeviceRecord, 'role' | 'origin' | 'grants' | 'lastLevel' | 'keyLevel' | 'moreKeys'> {
  readonly role: string;
  readonly origin: string;
  readonly keyLevel: string;
  readonly grants: string;
  readonly lastLevel: string | null;
}

type Values = [
  id: string,
  name: string,
  platform: string,
  role: string,
  publicKey: string,
  keyLevel: string,
  origin: string,
  address: string,
  grants: string,
  expiresAt: number | null,
  endedAt: number | null,
  createdAt: number,
  lastSeen: number,
  lastFrom: string,
  lastLevel: string | null,
];

const COLUMNS =
  'id, name, platform, role, publicKey, keyLevel, origin, address, grants, expiresAt, endedAt, createdAt, lastSeen, lastFrom, lastLevel';

export interface DeviceTableOwner {
  /** Runs a body in a durable transaction or throws a ProtocolError. */
  now(body: () => void): void;
  beforeRemoval(): void;
  /** Asks for the next group commit. */
  touch(): void;
}

const grantsSchema = z.array(terminalGrantSchema).catch([]);
/** What cannot be read is taken for the least. */
const keyLevelSchema = trustLevelSchema.catch('L0');

/** Rows of devices. Adding and removing happen at once or throw; when a device was last seen is written when it suits. */
export class DeviceTable implements PendingWrites {
  private readonly owner: DeviceTableOwner;
  private readonly upsert: Statement<Values, unknown>;
  private readonly erase: Statement<[string], unknown>;
  private readonly seen: Statement<[number, string, string | null, string], unknown>;
  private readonly select: Statement<[], Row>;
  private readonly insertKey: Statement<[string, string, string], unknown>;
  private readonly eraseKeys: Statement<[string], unknown>;
  private readonly selectKeys: Statement<
    [],
    { readonly publicKey: string; readonly device: string; readonly level: string }
  >;
  private readonly end: Statement<[number, string], unknown>;
  private readonly readEpoch: Statement<[], { readonly value: string }>;
  private readonly writeEpoch: Statement<[string], unknown>;
  private readonly sightings = new Map<string, Sighting>();
  private readonly ends = new Map<string, number>();

  constructor(db: Database, owner: DeviceTableOwner) {
    this.owner = owner;
    this.upsert = db.prepare(
      `INSERT INTO devices (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, platform = excluded.platform, role = excluded.role,
         address = excluded.address, grants = excluded.grants, expiresAt = excluded.expiresAt,
         endedAt = excluded.endedAt, lastSeen = excluded.lastSeen`,
    );
    this.erase = db.prepare('DELETE FROM devices WHERE id = ?');
    this.seen = db.prepare('UPDATE devices SET lastSeen = ?, lastFrom = ?, lastLevel = ? WHERE id = ?');
    this.select = db.prepare(`SELECT ${COLUMNS} FROM devices`);
    this.insertKey = db.prepare('INSERT OR IGNORE INTO deviceKeys (publicKey, device, level) VALUES (?, ?, ?)');
    this.eraseKeys = db.prepare('DELETE FROM deviceKeys WHERE device = ?');
    this.selectKeys = db.prepare('SELECT publicKey, device, level FROM deviceKeys ORDER BY rowid');
    this.end = db.prepare('UPDATE devices SET endedAt = coalesce(endedAt, ?) WHERE id = ?');
    this.readEpoch = db.prepare("SELECT value FROM meta WHERE key = 'epoch'");
    this.writeEpoch = db.prepare(
      "INSERT INTO meta (key, value) VALUES ('epoch', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    );
  }

  get waiting(): number {
    return this.sightings.size + this.ends.size;
  }

  /** The last entry of the journal of revocations that this file knows of; see `devices/revocations.ts`. */
  get epoch(): number {
    return Number(this.readEpoch.get()?.value ?? 0);
  }

  all(): DeviceRecord[] {
    const keys = Map.groupBy(this.selectKeys.all(), ({ device }) => device);
    return this.select.all().map((row) => ({
      ...row,
      role: roleSchema.parse(row.role),
      origin: row.origin === 'local' || row.origin === 'paired' ? row.origin : 'link',
      grants: grantsSchema.parse(parseJson(row.grants)),
      lastLevel: trustLevelSchema.nullable().catch(null).parse(row.lastLevel),
      keyLevel: keyLevelSchema.parse(row.keyLevel),
      moreKeys:
        keys.get(row.id)?.map(({ publicKey, level }) => ({ publicKey, level: keyLevelSchema.parse(level) })) ?? [],
    }));
  }

  put(device: DeviceRecord, epoch?: number): void {
    const { id, name, platform, role, publicKey, keyLevel, origin, address, grants, expiresAt, endedAt } = device;
    const { createdAt, lastSeen, lastFrom, lastLevel } = device;
    const who = [id, name, platform, role, publicKey, keyLevel, origin, address] as const;
    this.owner.now(() => {
      this.upsert.run(...who, JSON.stringify(grants), expiresAt, endedAt, createdAt, lastSeen, lastFrom, lastLevel);
      for (const key of device.moreKeys) this.insertKey.run(key.publicKey, id, key.level);
      this.setEpoch(epoch);
    });
    this.ends.delete(id);
  }

  remove(id: string, epoch?: number): void {
    this.owner.beforeRemoval();
    this.owner.now(() => {
      this.eraseKeys.run(id);
      this.erase.run(id);
      this.setEpoch(epoch);
    });
    this.sightings.delete(id);
    this.ends.delete(id);
  }

  /** Brings the file up to the journal: these go, these end, and the journal's last entry is known. All of it or nothing. */
  catchUp(gone: readonly string[], ended: readonly string[], at: number, epoch: number): void {
    if (gone.length > 0) this.owner.beforeRemoval();
    this.owner.now(() => {
      for (const id of gone) {
        this.eraseKeys.run(id);
        this.erase.run(id);
      }
      for (const id of ended) this.end.run(at, id);
      this.setEpoch(epoch);
    });
  }

  /** Its end has come; written when it suits. */
  setEnded(id: string, at: number): void {
    this.ends.set(id, at);
    this.owner.touch();
  }

  setSeen(id: string, sighting: Sighting): void {
    this.sightings.set(id, sighting);
    this.owner.touch();
  }

  write(): void {
    for (const [id, { lastSeen, lastFrom, lastLevel }] of this.sightings)
      this.seen.run(lastSeen, lastFrom, lastLevel, id);
    for (const [id, at] of this.ends) this.end.run(at, id);
  }

  written(): void {
    this.sightings.clear();
    this.ends.clear();
  }

  private setEpoch(epoch: number | undefined): void {
    if (epoch !== undefined) this.writeEpoch.run(String(epoch));
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
