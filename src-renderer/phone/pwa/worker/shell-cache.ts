import { answerFor, isOurs } from './shell-files.ts';

/** The files that make the page, and a name for exactly these. */
export interface ShellList {
  readonly version: string;
  readonly files: readonly string[];
}

const PREFIX = 'homeport-';
/**
 * Shells that are kept: the one of now, and the one before it, of which a page may still be open that asks for its parts
 * one by one. Names of parts are made of what is in them, so two shells never mean different things by one name.
 */
const GENERATIONS = 2;

/** The page as it is kept for when there is no network. Filled as a whole or not at all, and with nothing afterwards. */
export class ShellCache {
  private readonly caches: CacheStorage;
  private readonly list: ShellList;
  private readonly scope: string;

  constructor(caches: CacheStorage, list: ShellList, scope: string) {
    this.caches = caches;
    this.list = list;
    this.scope = scope;
  }

  private get name(): string {
    return PREFIX + this.list.version;
  }

  /** Rejects, and leaves what was there, when one file does not come. */
  async fill(): Promise<void> {
    const cache = await this.caches.open(this.name);
    await cache.addAll([...this.list.files]);
  }

  /** Removes what no page can ask for any more. */
  async sweep(): Promise<void> {
    // In the order in which they were made.
    const others = (await this.caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== this.name);
    const old = others.slice(0, Math.max(0, others.length - (GENERATIONS - 1)));
    await Promise.all(old.map((name) => this.caches.delete(name)));
  }

  /** What answers a request; undefined when that is none of the worker's business. */
  answer(request: Request, ask: (request: Request) => Promise<Response>): Promise<Response> | undefined {
    if (!isOurs(request.method, request.url, this.scope)) return undefined;
    return this.kept(request).then((kept) => kept ?? ask(request));
  }

  private async kept(request: Request): Promise<Response | undefined> {
    const file = answerFor(request.url, this.scope, request.mode === 'navigate');
    const current = await this.caches.open(this.name);
    const found = await current.match(file);
    // The page itself is always the newest; a part of an older page may be asked for by that page.
    return found ?? (file === this.scope ? undefined : this.caches.match(file));
  }
}
