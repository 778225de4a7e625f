import type { Role } from '../../../src-shared/protocol/rights.ts';
import type { TrustLevel } from '../../../src-shared/protocol/trust.ts';

/** The hub that this phone was paired with, as the browser keeps it for this origin. */
export interface KeptHub {
  /** The hub's id and name. */
  readonly hub: { readonly id: string; readonly name: string };
  /** The hub's static key, raw. */
  readonly hubKey: Uint8Array<ArrayBuffer>;
  /** Who this phone is there. */
  readonly device: string;
  /** Where it may be reached, best first. */
  readonly origins: readonly string[];
  /** Where it answered last. */
  readonly good?: string;
  /** What the hub said of this phone when it answered last. */
  readonly about?: AboutPhone;
  /** The phone has gone on at this origin, and has another key there. */
  readonly movedTo?: string;
  readonly key: KeptKey;
}

export interface AboutPhone {
  readonly name: string;
  readonly role: Role;
  readonly level: TrustLevel | undefined;
  /** Wall clock, ms; null for no end. */
  readonly expiresAt: number | null;
}

/**
 * The phone's X25519 key. `locked`: the browser keeps the private half and shows it to nobody. `open`: its bytes, where the
 * page came over plain http and browsers offer nothing better.
 */
export type KeptKey =
  | { readonly kind: 'locked'; readonly privateKey: CryptoKey; readonly publicKey: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'open'; readonly privateKey: Uint8Array<ArrayBuffer> };

const DATABASE = 'homeport-phone';
const STORE = 'hub';
const KEY = 'self';

/** Keeps one hub in IndexedDB, the only storage that holds a key without ever showing it. */
export class HubKeeper {
  private readonly factory: IDBFactory;

  constructor(factory: IDBFactory) {
    this.factory = factory;
  }

  /** Undefined when there is none, also in a browser that keeps nothing. */
  async read(): Promise<KeptHub | undefined> {
    try {
      return await this.within('readonly', (store) => store.get(KEY) as IDBRequest<KeptHub | undefined>);
    } catch {
      // Private windows of some browsers have no storage: whoever writes says so.
      return undefined;
    }
  }

  async write(kept: KeptHub): Promise<void> {
    await this.within('readwrite', (store) => store.put(kept, KEY));
  }

  /** Writes what was learned of a hub that is still kept: what another tab has forgotten meanwhile stays forgotten. */
  async renew(kept: KeptHub): Promise<void> {
    await this.within('readwrite', (store) => {
      const asking = store.get(KEY) as IDBRequest<KeptHub | undefined>;
      asking.addEventListener('success', () => {
        if (asking.result?.device === kept.device) store.put(kept, KEY);
      });
      return asking;
    });
  }

  async forget(): Promise<void> {
    await this.within('readwrite', (store) => store.delete(KEY));
  }

  private async within<T>(mode: IDBTransactionMode, run: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const opening = this.factory.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    const database = await asPromise(opening);
    try {
      return await asPromise(run(database.transaction(STORE, mode).objectStore(STORE)));
    } finally {
      // Waits for what is under way.
      database.close();
    }
  }
}

function asPromise<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The browser could not reach its storage.'));
  });
}
