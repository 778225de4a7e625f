import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import { newId, type RandomBytes } from '../../../src-shared/base/ids.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import { Audit, type AuditEntry } from './audit.ts';
import type { Ballast } from './ballast.ts';
import { removeFile } from './data-files.ts';
import { type Database, faultOf } from './database.ts';
import { DeviceTable } from './device-table.ts';
import { type CommitTarget, GroupCommit, type PendingWrites } from './group-commit.ts';
import { KnownTime } from './known-time.ts';
import type { Migration } from './migrations.ts';
import { SecretTable } from './secret-table.ts';
import { TrustTable } from './trust-table.ts';
import type { Unwritable } from './unwritable.ts';

export const authorityMigrations: ReadonlyArray<Migration> = [
  (db) =>
    db.exec(`
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
      CREATE TABLE devices (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        publicKey TEXT NOT NULL UNIQUE,
        origin TEXT NOT NULL,
        createdAt INTEGER NOT NULL,
        lastSeen INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        who TEXT NOT NULL,
        what TEXT NOT NULL,
        verdict TEXT NOT NULL,
        hash TEXT NOT NULL
      ) STRICT;
      CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
      CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    `),
  (db) => db.exec("ALTER TABLE devices ADD COLUMN address TEXT NOT NULL DEFAULT ''"),
  (db) =>
    db.exec(`
      CREATE TABLE secrets (
        name TEXT PRIMARY KEY,
        sealed BLOB NOT NULL,
        sealedBy TEXT NOT NULL,
        createdAt INTEGER NOT NULL
      ) STRICT;
    `),
  // Rows up to the base may go; what follows it stays as it is.
  (db) =>
    db.exec(`
      DROP TRIGGER audit_is_never_shortened;
      CREATE TRIGGER audit_is_shortened_from_its_beginning BEFORE DELETE ON audit
        WHEN OLD.seq > coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'auditBase'), 0)
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    `),
  (db) =>
    db.exec(`
      ALTER TABLE devices ADD COLUMN platform TEXT NOT NULL DEFAULT '';
      ALTER TABLE devices ADD COLUMN grants TEXT NOT NULL DEFAULT '[]';
      ALTER TABLE devices ADD COLUMN expiresAt INTEGER;
      ALTER TABLE devices ADD COLUMN endedAt INTEGER;
      ALTER TABLE devices ADD COLUMN keyLevel TEXT NOT NULL DEFAULT 'local';
      ALTER TABLE devices ADD COLUMN lastFrom TEXT NOT NULL DEFAULT '';
      ALTER TABLE devices ADD COLUMN lastLevel TEXT;
      CREATE TABLE deviceKeys (
        publicKey TEXT PRIMARY KEY,
        device TEXT NOT NULL REFERENCES devices (id) ON DELETE CASCADE,
        level TEXT NOT NULL
      ) STRICT;
      CREATE TABLE trustWords (network TEXT PRIMARY KEY, grantedAt INTEGER NOT NULL) STRICT;
    `),
];

/**
 * Takes every right from whoever came from outside until somebody who may administer gives them a new end. The key of this
 * machine's own command line stands in a file of its own, and goes on.
 */
export function suspendDevices(db: Database, at: number): void {
  db.prepare<[number], unknown>("UPDATE devices SET endedAt = coalesce(endedAt, ?) WHERE origin != 'local'").run(at);
}

/** The copy that a corrupt `authority.db` is restored from. One alone: an older one could bring a removed device back. */
export function backupOf(file: string): string {
  return `${file}.backup`;
}

/** After a start or a change, the copy is made when things have calmed down. */
const BACKUP_AFTER_MS = 2_000;
const BACKUP_EVERY_MS = 60 * 60 * 1000;

const PRUNE_EVERY_MS = 60 * 60 * 1000;
/** How much later a clock that is set back between two runs may make an end. */
const NOTE_TIME_EVERY_MS = 60 * 60 * 1000;
/** Between two steps of pruning, so that it never holds up anything else. */
const PRUNE_PAUSE_MS = 20;

/** `authority.db`: who may do what, and what was done. Every commit is on the disk when it returns. */
export class Authority {
  readonly devices: DeviceTable;
  readonly audit: Audit;
  readonly secrets: SecretTable;
  readonly trust: TrustTable;
  /** What ends by the wall clock ends by this one. */
  readonly time: KnownTime;
  /** This install's id, part of what devices sign. */
  readonly hubId: string;
  private readonly db: Database;
  private readonly file: string;
  private readonly log: Log;
  private readonly clock: Clock;
  private readonly target: CommitTarget;
  private readonly commits: GroupCommit;
  private readonly probe: Probe;
  private readonly owned = new DisposableStore();
  private nested = false;
  private readonly pruning = this.owned.add(new MutableDisposable<Disposable>());
  private readonly backupDue = this.owned.add(new MutableDisposable<Disposable>());

  constructor(
    db: Database,
    file: string,
    parts: { clock: Clock; log: Log; random: RandomBytes; unwritable: Unwritable; ballast: Ballast },
  ) {
    this.db = db;
    this.file = file;
    this.log = parts.log;
    this.clock = parts.clock;
    this.target = {
      transaction: (body) => db.transaction(body),
      mayWrite: () => true,
      failed: (error) => {
        parts.unwritable.failed('authority', error);
        return faultOf(error) === 'full' && parts.ballast.release(error);
      },
      succeeded: () => parts.unwritable.recovered('authority'),
    };
    const touch = (): void => this.commits.touch();
    this.audit = new Audit(db, touch);
    const owner = {
      now: (body: () => void) => this.now(body),
      // A copy that still has what was removed must not outlive the removal, wherever the hub is killed.
      beforeRemoval: () => removeFile(backupOf(file)),
    };
    this.devices = new DeviceTable(db, { ...owner, touch });
    this.secrets = new SecretTable(db, owner);
    this.trust = new TrustTable(db, owner);
    this.time = new KnownTime(db, parts.clock, touch);
    this.probe = new Probe(db);
    const sources = [this.audit, this.devices, this.time, this.probe];
    this.commits = this.owned.add(new GroupCommit(parts.clock, this.target, sources));
    this.hubId = this.readHubId(parts.random);
    this.backupSoon();
    this.owned.add(parts.clock.every(BACKUP_EVERY_MS, () => this.backupSoon()));
    this.time.note();
    this.owned.add(parts.clock.every(NOTE_TIME_EVERY_MS, () => this.time.note()));
    this.pruneLater(0);
    this.owned.add(parts.clock.every(PRUNE_EVERY_MS, () => this.pruneLater(0)));
  }

  /**
   * Several changes of this database and the entry that tells of them, all of them or none. Throws `storeUnavailable`
   * when they cannot be written. Inside of `body` the tables take their own `now` as part of it.
   */
  together(entry: AuditEntry, body: () => void): void {
    // The log is a chain: what was said before comes first.
    if (!this.commits.flush()) throw new ProtocolError('storeUnavailable');
    this.now(
      () => {
        this.nested = true;
        try {
          body();
        } finally {
          this.nested = false;
        }
        this.audit.append(entry);
        this.audit.write();
      },
      () => this.audit.dropLast(),
    );
    this.audit.written();
  }

  /** Resolves true when everything said so far is on the disk, false when it cannot be written just now. */
  durable(): Promise<boolean> {
    return this.commits.durable();
  }

  /** Writes what waits. The database stays open: whoever opened it closes it. */
  stop(): void {
    this.time.note();
    this.commits.flush();
    if (this.backupDue.value !== undefined) this.backup();
    this.owned.dispose();
  }

  /** Runs `body` durably, with the ballast thrown off if need be; refuses in words when even that is not enough. */
  private now(body: () => void, undone: () => void = () => {}): void {
    if (this.nested) {
      body();
      return;
    }
    for (;;) {
      try {
        this.db.transaction(body);
        break;
      } catch (error) {
        undone();
        const fault = faultOf(error);
        if (fault === 'other') throw error;
        if (this.target.failed(error)) continue;
        this.probe.waiting = 1;
        this.commits.touch();
        throw new ProtocolError('storeUnavailable');
      }
    }
    this.target.succeeded();
    this.backup();
  }

  private readHubId(random: RandomBytes): string {
    const known = this.db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'hub'").get();
    if (known !== undefined) return known.value;
    const id = newId('h', random, 20);
    this.now(() => {
      this.db.prepare("INSERT INTO meta (key, value) VALUES ('hub', ?)").run(id);
    });
    return id;
  }

  /** Takes the oldest entries out of an audit log that is too long, `gone` of them so far. */
  private pruneLater(gone: number): void {
    if (gone === 0 && !this.audit.isLong) return;
    this.pruning.value = this.clock.after(PRUNE_PAUSE_MS, () => {
      this.pruning.value = undefined;
      const more = this.prune();
      if (more > 0) this.pruneLater(gone + more);
      else if (gone > 0)
        this.audit.append({ at: this.clock.now(), who: 'hub', what: 'hub.audit.pruned', verdict: String(gone) });
    });
  }

  private prune(): number {
    try {
      return this.audit.prune((body) => this.db.transaction(body));
    } catch (error) {
      // It can wait an hour; a lasting fault is told by the writers.
      this.log.warn('the audit log is not shortened', { reason: String(error) });
      return 0;
    }
  }

  private backupSoon(): void {
    this.backupDue.value ??= this.clock.after(BACKUP_AFTER_MS, () => this.backup());
  }

  private backup(): void {
    this.backupDue.value = undefined;
    try {
      this.db.backupTo(backupOf(this.file));
    } catch (error) {
      // The copy before stays. A full disk is told by the writers; a corrupt page shows at the next start.
      this.log.warn('no copy of authority.db could be made', { reason: String(error) });
    }
  }
}

/** After a refused write: a row that waits, so that the retries of the group commit notice when writing works again. */
class Probe implements PendingWrites {
  waiting = 0;
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  write(): void {
    this.db.exec(
      "INSERT INTO meta (key, value) VALUES ('probe', '') ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    );
  }

  written(): void {
    this.waiting = 0;
  }
}
