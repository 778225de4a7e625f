import type { Database, Statement } from './database.ts';

/** A secret as it stands in `authority.db`: nobody can read it without the key, which is kept elsewhere. */
export interface SealedSecret {
  readonly name: string;
  readonly sealed: Uint8Array;
  /** Where the key was kept that sealed it. */
  readonly sealedBy: string;
  readonly createdAt: number;
}

export interface SecretTableOwner {
  /** Runs a body in a durable transaction or throws a ProtocolError. */
  now(body: () => void): void;
  beforeRemoval(): void;
}

/** Rows of sealed secrets. Every change is on the disk when it returns, or it throws. */
export class SecretTable {
  private readonly owner: SecretTableOwner;
  private readonly upsert: Statement<[string, Uint8Array, string, number], unknown>;
  private readonly erase: Statement<[], unknown>;
  private readonly select: Statement<[], SealedSecret>;

  constructor(db: Database, owner: SecretTableOwner) {
    this.owner = owner;
    this.upsert = db.prepare(
      `INSERT INTO secrets (name, sealed, sealedBy, createdAt) VALUES (?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed, sealedBy = excluded.sealedBy,
         createdAt = excluded.createdAt`,
    );
    this.erase = db.prepare('DELETE FROM secrets');
    this.select = db.prepare('SELECT name, sealed, sealedBy, createdAt FROM secrets ORDER BY name');
  }

  all(): SealedSecret[] {
    return this.select.all();
  }

  put({ name, sealed, sealedBy, createdAt }: SealedSecret): void {
    this.owner.now(() => {
      this.upsert.run(name, sealed, sealedBy, createdAt);
    });
  }

  clear(): void {
    this.owner.beforeRemoval();
    this.owner.now(() => {
      this.erase.run();
    });
  }
}
