import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Log } from '../../../src-shared/base/log.ts';
import type { HttpRoute, Reply } from './routes.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

interface StaticFile {
  readonly body: Uint8Array;
  /** The same, smaller; undefined where it would hardly be. */
  readonly zipped: Uint8Array | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly etag: string;
}

const zip = promisify(gzip);
/** Text of more than a packet; pictures and fonts are packed already. */
const ZIPPED = /^(text|application)\/|svg/;
const ZIPPED_FROM = 1400;

/** What the bundler puts below `/assets/` has its hash in its name; the index must always be the newest. */
function cachingOf(path: string): string {
  if (path.startsWith('/assets/')) return 'public, max-age=31536000, immutable';
  return path === '/' ? 'no-store' : 'no-cache';
}

async function toFile(path: string, name: string, body: Uint8Array): Promise<StaticFile> {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  const type = CONTENT_TYPES[extname(name)] ?? 'application/octet-stream';
  const zipped = ZIPPED.test(type) && body.length > ZIPPED_FROM ? await zip(body, { level: 9 }) : undefined;
  const headers = { 'content-type': type, 'cache-control': cachingOf(path), vary: 'accept-encoding', etag };
  return { body, zipped, etag, headers };
}

/** Every regular file below `directory`, by the path it is asked for. Links are not followed. */
async function load(directory: string): Promise<ReadonlyMap<string, StaticFile>> {
  const files = new Map<string, StaticFile>();
  for (const name of await filesBelow(directory)) {
    const path = name === 'index.html' ? '/' : `/${name}`;
    files.set(path, await toFile(path, name, await readFile(join(directory, name))));
  }
  if (!files.has('/')) throw new Error('there is no index.html');
  return files;
}

/** Level by level: inside of Electron's archives, `readdir` knows no other way. */
async function filesBelow(directory: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(directory, below), { withFileTypes: true });
  const found = entries.map((entry) => {
    const name = `${below}${entry.name}`;
    if (entry.isDirectory()) return filesBelow(directory, `${name}/`);
    return entry.isFile() ? [name] : [];
  });
  return (await Promise.all(found)).flat();
}

const NOT_FOUND: Reply = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'There is nothing here.\n',
};
const NOT_BUILT: Reply = {
  status: 503,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '5' },
  body: 'The page is not built. Run `npm start`, or `npm run build`, in the checkout.\n',
};

/**
 * The files of a built page. All are read into memory at first use and looked up by the path exactly as it was sent, so
 * no request ever names a file on the disk, and a rebuild does not change a running page under its user.
 */
class StaticFiles {
  private readonly directory: string;
  private readonly log: Log;
  private files: Promise<ReadonlyMap<string, StaticFile>> | undefined;

  constructor(directory: string, log: Log) {
    this.directory = directory;
    this.log = log;
  }

  async answer(request: IncomingMessage, path: string): Promise<Reply> {
    this.files ??= load(this.directory);
    let file: StaticFile | undefined;
    try {
      file = (await this.files).get(path);
    } catch (error) {
      // Tried again with the next request: the build may just be running.
      this.files = undefined;
      this.log.warn('the page cannot be read', { directory: this.directory, error: String(error) });
      return NOT_BUILT;
    }
    if (file === undefined) return NOT_FOUND;
    if (request.headers['if-none-match'] === file.etag) return { status: 304, headers: file.headers };
    const { zipped } = file;
    if (zipped === undefined || !takesGzip(request)) return { status: 200, headers: file.headers, body: file.body };
    return { status: 200, headers: { ...file.headers, 'content-encoding': 'gzip' }, body: zipped };
  }
}

/** Every browser does; programs that ask for nothing get the bytes as they are. */
function takesGzip(request: IncomingMessage): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(request.headers['accept-encoding']?.toString() ?? '');
}

const METHODS = ['GET', 'HEAD'];

/** Serves the window's page on this machine. */
export function pageRoute(directory: string, log: Log): HttpRoute {
  const files = new StaticFiles(directory, log);
  return {
    kind: 'http',
    path: '/*',
    access: 'public',
    methods: METHODS,
    answer: (request, path) => files.answer(request, path),
  };
}

const PHONE = '/phone/';

/** Serves the phone's page by every way; `connect` are the origins at which it may look for the hub. */
export function phoneRoutes(directory: string, connect: () => readonly string[], log: Log): HttpRoute[] {
  const files = new StaticFiles(directory, log);
  const shared = { kind: 'http', access: 'public', methods: METHODS } as const;
  return [
    {
      ...shared,
      path: `${PHONE}*`,
      by: 'all',
      answer: async (request, path) => ({
        ...(await files.answer(request, path.slice(PHONE.length - 1))),
        installable: { connect: connect() },
      }),
    },
    { ...shared, path: PHONE.slice(0, -1), by: 'all', answer: () => MOVED },
    { ...shared, path: '/', by: 'phones', answer: () => MOVED },
  ];
}

const MOVED: Reply = { status: 302, headers: { location: PHONE } };
