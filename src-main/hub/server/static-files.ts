import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { extname, join } from 'node:path';
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
  readonly headers: Readonly<Record<string, string>>;
  readonly etag: string;
}

/** What the bundler puts below `/assets/` has its hash in its name; the index must always be the newest. */
function cachingOf(path: string): string {
  if (path.startsWith('/assets/')) return 'public, max-age=31536000, immutable';
  return path === '/' ? 'no-store' : 'no-cache';
}

function toFile(path: string, name: string, body: Uint8Array): StaticFile {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  const type = CONTENT_TYPES[extname(name)] ?? 'application/octet-stream';
  return { body, etag, headers: { 'content-type': type, 'cache-control': cachingOf(path), etag } };
}

/** Every regular file below `directory`, by the path it is asked for. Links are not followed. */
async function load(directory: string): Promise<ReadonlyMap<string, StaticFile>> {
  const files = new Map<string, StaticFile>();
  for (const name of await filesBelow(directory)) {
    const path = name === 'index.html' ? '/' : `/${name}`;
    files.set(path, toFile(path, name, await readFile(join(directory, name))));
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
 * Serves the built page. All files are read into memory at first use and looked up by the path exactly as it was sent,
 * so no request ever names a file on the disk, and a rebuild does not change a running page under its user.
 */
export function pageRoute(directory: string, log: Log): HttpRoute {
  let files: Promise<ReadonlyMap<string, StaticFile>> | undefined;

  async function answer(request: IncomingMessage, path: string): Promise<Reply> {
    files ??= load(directory);
    let file: StaticFile | undefined;
    try {
      file = (await files).get(path);
    } catch (error) {
      // Tried again with the next request: the build may just be running.
      files = undefined;
      log.warn('the page cannot be read', { directory, error: String(error) });
      return NOT_BUILT;
    }
    if (file === undefined) return NOT_FOUND;
    if (request.headers['if-none-match'] === file.etag) return { status: 304, headers: file.headers };
    return { status: 200, headers: file.headers, body: file.body };
  }

  return { kind: 'http', path: '/*', access: 'public', methods: ['GET', 'HEAD'], answer };
}
