/** What this browser keeps of itself: a key pair whose private half cannot be read out, and who it is to the hub. */
export interface KeptIdentity {
  readonly keys: CryptoKeyPair;
  /** The device id the hub gave it. */
  readonly device: string;
}

/** Where the identity is kept; {@link IndexedDbKeyStore} in browsers. */
export interface KeyStore {
  read(): Promise<KeptIdentity | undefined>;
  write(kept: KeptIdentity): Promise<void>;
  clear(): Promise<void>;
}

const DATABASE = 'homeport';
const STORE = 'identity';
const KEY = 'self';

function asPromise<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The browser could not reach its storage.'));
  });
}

/** IndexedDB is the only storage of a browser that keeps a CryptoKey without ever showing its bytes. */
export class IndexedDbKeyStore implements KeyStore {
  private readonly factory: IDBFactory;

  constructor(factory: IDBFactory) {
    this.factory = factory;
  }

  async read(): Promise<KeptIdentity | undefined> {
    return this.within('readonly', (store) => store.get(KEY) as IDBRequest<KeptIdentity | undefined>);
  }

  async write(kept: KeptIdentity): Promise<void> {
    await this.within('readwrite', (store) => store.put(kept, KEY));
  }

  async clear(): Promise<void> {
    await this.within('readwrite', (store) => store.delete(KEY));
  }

  private async within<T>(mode: IDBTransactionMode, run: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const opening = this.factory.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    const database = await asPromise(opening);
    try {
      return await asPromise(run(database.transaction(STORE, mode).objectStore(STORE)));
    } finally {
      database.close();
    }
  }
}

/** For a page that is somebody as long as it is open, and nobody afterwards. */
export class MemoryKeyStore implements KeyStore {
  private kept: KeptIdentity | undefined;

  async read(): Promise<KeptIdentity | undefined> {
    return this.kept;
  }

  async write(kept: KeptIdentity): Promise<void> {
    this.kept = kept;
  }

  async clear(): Promise<void> {
    this.kept = undefined;
  }
}
