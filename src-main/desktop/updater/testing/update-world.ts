import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../../../src-shared/base/log.ts';
import type { UpdateState } from '../../../../src-shared/desktop/desktop-api.ts';
import { ManualClock } from '../../../hub/testing/manual-clock.ts';
import { PaperShell } from '../../testing/paper-shell.ts';
import { signatureLine, signedBytes } from '../feed-signature.ts';
import type { Fetch } from '../fetch-limited.ts';
import { createUpdater, type Updater, type UpdaterNeeds } from '../updater.ts';

export const FEED = 'latest-linux.yml';
export const CURRENT = '1.4.0';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface Key {
  readonly privateKey: KeyObject;
  readonly text: string;
}

export function newKey(): Key {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey,
    text: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64'),
  };
}

/** An AppImage in a place of its own, a signed feed on this machine, and the updater between them. */
export class UpdateWorld {
  readonly directory: string = mkdtempSync(join(tmpdir(), 'hp-update-'));
  readonly image: string = join(this.directory, 'apps/Homeport-1.4.0.AppImage');
  readonly mount: string = join(this.directory, 'mount');
  readonly resources: string = join(this.mount, 'resources');
  readonly profile: string = join(this.directory, 'profile');
  readonly key: Key = newKey();
  readonly clock: ManualClock = new ManualClock();
  readonly shell: PaperShell = new PaperShell();
  /** Paths that were asked for, in order. */
  readonly asked: string[] = [];
  /** What the server says to each path; others are 404. */
  readonly answers: Map<string, Answer> = new Map();
  private readonly updaters: Updater[] = [];
  private readonly appImageBefore = process.env['APPIMAGE'];
  private server: Server | undefined;
  base = '';

  static async start(tls?: { readonly key: string; readonly cert: string }): Promise<UpdateWorld> {
    const world = new UpdateWorld();
    const listener: RequestListener = (request, response) => world.answer(request, response);
    world.server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
    await new Promise<void>((resolve) => world.server?.listen(0, '127.0.0.1', resolve));
    const { port } = world.server.address() as AddressInfo;
    world.base = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/updates/`;
    mkdirSync(join(world.directory, 'apps'));
    mkdirSync(world.resources, { recursive: true });
    writeFileSync(world.image, '#!/bin/sh\necho the old one\n', { mode: 0o755 });
    world.configure(world.base);
    // electron-updater looks there as well.
    process.env['APPIMAGE'] = world.image;
    return world;
  }

  /** What electron-builder puts into the package. */
  configure(url: string): void {
    const lines = ['provider: generic', `url: ${url}`, 'updaterCacheDirName: homeport-updater'];
    writeFileSync(join(this.resources, 'app-update.yml'), `${lines.join('\n')}\n`);
  }

  serve(name: string, body: string | Uint8Array): void {
    this.answers.set(name, (_request, response) => response.end(body));
  }

  /** Lays a release on the server as electron-builder and sign-feed do. */
  publish(
    version: string,
    program = `#!/bin/sh\necho ${version}\n`,
    change: (feed: string) => string = (feed) => feed,
  ) {
    const name = `Homeport-${version}-linux-x64.AppImage`;
    const bytes = Buffer.from(program);
    const sha512 = createHash('sha512').update(bytes).digest('base64');
    const feed = [
      `version: ${version}`,
      'files:',
      `  - url: ${name}`,
      `    sha512: ${sha512}`,
      `    size: ${bytes.length}`,
      '    blockMapSize: 1234',
      `path: ${name}`,
      `sha512: ${sha512}`,
      "releaseDate: '2026-05-01T10:00:00.000Z'",
      'releaseNotes: |',
      `  What ${version} brings.`,
    ];
    this.serve(name, bytes);
    this.serveFeed(change(`${feed.join('\n')}\n`));
    return { name, sha512, bytes };
  }

  serveFeed(feed: string, key: Key = this.key, name = FEED): void {
    this.serve(FEED, feed);
    const signature = sign(null, signedBytes(name, Buffer.from(feed)), key.privateKey);
    this.serve(`${FEED}.sig`, `${signatureLine(signature)}\n`);
  }

  updater(change: Partial<UpdaterNeeds['installed']> = {}, fetch: Fetch = globalThis.fetch): Updater {
    const updater = createUpdater({
      installed: {
        isPackaged: true,
        platform: 'linux',
        arch: 'x64',
        execPath: join(this.mount, 'homeport'),
        resources: this.resources,
        env: { APPIMAGE: this.image, APPDIR: this.mount },
        keys: this.key.text,
        ...change,
      },
      name: 'Homeport',
      version: CURRENT,
      profile: this.profile,
      shell: this.shell,
      fetch,
      clock: this.clock,
      log: silentLog,
    });
    this.updaters.push(updater);
    return updater;
  }

  installed(): string {
    return readFileSync(this.image, 'utf8');
  }

  async close(): Promise<void> {
    for (const updater of this.updaters) updater.dispose();
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
    if (this.appImageBefore === undefined) delete process.env['APPIMAGE'];
    else process.env['APPIMAGE'] = this.appImageBefore;
    chmodSync(join(this.directory, 'apps'), 0o755);
    rmSync(this.directory, { recursive: true, force: true });
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const name = new URL(String(request.url), 'http://x').pathname.replace('/updates/', '');
    this.asked.push(name);
    const answer = this.answers.get(name);
    if (answer !== undefined) answer(request, response);
    else response.writeHead(404).end('not here');
  }
}

/** Every state that came, by its kind, with what tells it from others of the kind. */
export function told(updater: Updater): string[] {
  const kinds: string[] = [];
  updater.onChange((state: UpdateState) => {
    const kind = state.kind === 'downloading' ? `downloading ${state.percent}` : state.kind;
    kinds.push(kind);
  });
  return kinds;
}

/** The sentence of a failure. */
export function sentence(updater: Updater): string {
  const { state } = updater;
  return state.kind === 'failed' ? state.sentence : `not failed: ${JSON.stringify(state)}`;
}
