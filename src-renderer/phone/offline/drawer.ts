/** Things of one kind under names, beyond the page where the browser keeps anything. Writes take effect in their order. */
export interface Drawer {
  /** As they were put; whoever reads parses. */
  all(): Promise<ReadonlyMap<string, unknown>>;
  /** Durable when it resolves. */
  put(name: string, value: unknown): Promise<void>;
  remove(name: string): Promise<void>;
  clear(): Promise<void>;
}

const DATABASE = 'homeport-pocket';
const STORES = ['screens', 'input'] as const;
type StoreName = (typeof STORES)[number];

/** The drawers of this origin. They open with the first use; every use rejects in a browser that keeps nothing. */
export function keptDrawers(factory: IDBFactory): Readonly<Record<StoreName, Drawer>> {
  let opened: Promise<IDBDatabase> | undefined;
  const database = (): Promise<IDBDatabase> => {
    opened ??= open(factory).then((found) => {
      // Another page deletes or renews it: the next use opens it again.
      const again = (): void => {
        opened = undefined;
      };
      found.onclose = again;
      found.onversionchange = () => {
        found.close();
        again();
      };
      return found;
    });
    return opened;
  };
  return { screens: new KeptDrawer(database, 'screens'), input: new KeptDrawer(database, 'input') };
}

function open(factory: IDBFactory): Promise<IDBDatabase> {
  const opening = factory.open(DATABASE, 1);
  opening.onupgradeneeded = () => {
    for (const name of STORES) opening.result.createObjectStore(name);
  };
  return settled(opening);
}

class KeptDrawer implements Drawer {
  private readonly database: () => Promise<IDBDatabase>;
  private readonly name: StoreName;

  constructor(database: () => Promise<IDBDatabase>, name: StoreName) {
    this.database = database;
    this.name = name;
  }

  async all(): Promise<ReadonlyMap<string, unknown>> {
    const store = (await this.database()).transaction(this.name).objectStore(this.name);
    const [names, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
    return new Map(names.map((name, at) => [String(name), values[at] as unknown]));
  }

  put(name: string, value: unknown): Promise<void> {
    return this.write((store) => store.put(value, name));
  }

  remove(name: string): Promise<void> {
    return this.write((store) => store.delete(name));
  }

  clear(): Promise<void> {
    return this.write((store) => store.clear());
  }

  private async write(change: (store: IDBObjectStore) => void): Promise<void> {
    const writing = (await this.database()).transaction(this.name, 'readwrite', { durability: 'strict' });
    change(writing.objectStore(this.name));
    // At once, since the page may be gone before the browser would think of it.
    writing.commit();
    await new Promise<void>((resolve, reject) => {
      writing.oncomplete = () => resolve();
      writing.onabort = () => reject(writing.error ?? new Error('The browser could not write to its storage.'));
    });
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The browser could not reach its storage.'));
  });
}

/** For as long as the page lives: over plain http, where whoever changes the page on its way could read what is kept. */
export class MemoryDrawer implements Drawer {
  private readonly kept = new Map<string, unknown>();

  async all(): Promise<ReadonlyMap<string, unknown>> {
    return new Map(this.kept);
  }

  async put(name: string, value: unknown): Promise<void> {
    this.kept.set(name, value);
  }

  async remove(name: string): Promise<void> {
    this.kept.delete(name);
  }

  async clear(): Promise<void> {
    this.kept.clear();
  }
}
