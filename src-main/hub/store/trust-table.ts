import type { Database, Statement } from './database.ts';

/** The operator's word for one network, as it stands in `authority.db`. */
export interface TrustRow {
  readonly network: string;
  /** Wall clock, ms. */
  readonly grantedAt: number;
}

export interface TrustTableOwner {
  /** Runs a body in a durable transaction or throws a ProtocolError. */
  now(body: () => void): void;
}

/** Rows of networks that the operator gave a word for. Every change is on the disk when it returns, or it throws. */
export class TrustTable {
  private readonly owner: TrustTableOwner;
  private readonly upsert: Statement<[string, number], unknown>;
  private readonly erase: Statement<[string], unknown>;
  private readonly select: Statement<[], TrustRow>;

  constructor(db: Database, owner: TrustTableOwner) {
    this.owner = owner;
    this.upsert = db.prepare(
      `INSERT INTO trustWords (network, grantedAt) VALUES (?, ?)
       ON CONFLICT (network) DO UPDATE SET grantedAt = excluded.grantedAt`,
    );
    this.erase = db.prepare('DELETE FROM trustWords WHERE network = ?');
    this.select = db.prepare('SELECT network, grantedAt FROM trustWords');
  }

  all(): TrustRow[] {
    return this.select.all();
  }

  put({ network, grantedAt }: TrustRow): void {
    this.owner.now(() => {
      this.upsert.run(network, grantedAt);
    });
  }

  remove(network: string): void {
    this.owner.now(() => {
      this.erase.run(network);
    });
  }
}
