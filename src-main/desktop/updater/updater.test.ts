import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installed } from '../../hub/testing/installed.ts';
import { leavesNothing } from '../../hub/testing/leak-check.ts';
import { smallDisk } from '../../hub/testing/small-disk.ts';
import { until } from '../../hub/testing/until.ts';
import { terminal } from '../testing/paper-shell.ts';
import type { Fetch } from './fetch-limited.ts';
import { CURRENT, FEED, newKey, sentence, told, UpdateWorld } from './testing/update-world.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const QUIT = { terminalsGoOn: 3, withSystem: false, startAgain: false };

let world: UpdateWorld;
beforeEach(async () => {
  world = await UpdateWorld.start();
});
afterEach(() => world.close());

test('an update is found, fetched on the user’s word, and takes the image’s place when the app ends', async () => {
  const { bytes } = world.publish('1.5.0');
  const updater = world.updater();
  const states = told(updater);
  await updater.check();
  expect(updater.state).toEqual({ kind: 'available', version: '1.5.0', notes: 'What 1.5.0 brings.' });
  expect(world.asked).toEqual([FEED, `${FEED}.sig`]);
  await updater.download();
  expect(updater.state).toEqual({ kind: 'ready', version: '1.5.0', notes: 'What 1.5.0 brings.', held: null });
  expect(world.installed()).toContain('the old one');
  const inode = statSync(world.image).ino;

  updater.dispose();
  // A start anew is for whoever asked: the new file is there before the app is.
  expect(updater.installAtEnd({ ...QUIT, startAgain: true })).toBe('installed');
  expect(world.installed()).toBe(bytes.toString());
  expect(execFileSync(world.image).toString()).toBe('1.5.0\n');
  // Another file in its place: what runs from the old one keeps it.
  expect(statSync(world.image).ino).not.toBe(inode);
  expect(readdirSync(join(world.directory, 'apps'))).toEqual(['Homeport-1.4.0.AppImage']);
  expect(states).toEqual(['checking', 'available', 'downloading 0', 'downloading 100', 'ready']);
});

test('the feed is looked at a minute after the start and daily, unless the user does not want it', async () => {
  world.publish(CURRENT);
  const updater = world.updater();
  world.clock.advance(MINUTE - 1);
  expect(updater.state).toEqual({ kind: 'idle', checkedAt: null });
  world.clock.advance(1);
  await until('it was looked at', () => updater.state.kind === 'current');
  expect(updater.state).toEqual({ kind: 'current', checkedAt: world.clock.now() });
  world.shell.desktop({ checkForUpdates: false });
  world.clock.advance(3 * DAY);
  expect(updater.state.kind).toBe('current');
  expect(world.asked).toHaveLength(2);
  // Their word counts all the same.
  await updater.check();
  expect(world.asked).toHaveLength(4);
  world.publish('1.5.0');
  world.shell.desktop({ checkForUpdates: true });
  world.clock.advance(DAY);
  await until('it was found', () => updater.state.kind === 'available');
});

test('a server that cannot be reached is said and tried again within the day', async () => {
  const updater = world.updater({}, () => Promise.reject(new TypeError('net::ERR_INTERNET_DISCONNECTED')));
  await updater.check();
  expect(sentence(updater)).toBe(
    'The update server cannot be reached (net::ERR_INTERNET_DISCONNECTED). It is tried again later.',
  );
  const states = told(updater);
  world.clock.advance(60 * MINUTE);
  await until('it was tried again', () => states.includes('failed'));
});

test('a connection that is refused is said with its reason', async () => {
  world.configure('http://127.0.0.1:9/');
  const updater = world.updater();
  await updater.check();
  expect(sentence(updater)).toMatch(/cannot be reached \((ECONNREFUSED|bad port)\)/);
});

test('a server that never answers is given up', async () => {
  world.answers.set(FEED, () => {});
  const updater = world.updater();
  const check = updater.check();
  await until('it was asked', () => world.asked.length === 1);
  world.clock.advance(30_000);
  await check;
  expect(sentence(updater)).toContain('it does not answer');
});

/** Well before a silent server is given up. */
const DRIP_MS = 20_000;

/**
 * A server that sends a byte of one file now and then, and no end; `drip` does so as long as `isOver` does not say that
 * nobody listens any more.
 */
function trickle(name: string): { readonly fetch: Fetch; drip(isOver: () => boolean): Promise<void> } {
  const responses: ServerResponse[] = [];
  world.answers.set(name, (_request, response) => {
    response.write('v');
    responses.push(response);
  });
  let came = 0;
  return {
    async fetch(url, init) {
      const { status, body } = await fetch(url, init);
      if (!url.endsWith(`/${name}`)) return new Response(body, { status });
      const counted = new TransformStream({
        transform(chunk: Uint8Array, out) {
          out.enqueue(chunk);
          came++;
        },
      });
      return new Response(body?.pipeThrough(counted) ?? null, { status });
    },
    async drip(isOver) {
      for (let byte = 1; !isOver(); byte++) {
        await until('the byte has come', () => came >= byte || isOver());
        world.clock.advance(DRIP_MS);
        responses[0]?.write('e');
      }
    },
  };
}

/** It is `end` now, or hardly later: a drop or two may still have been on their way. */
function expectAfter(end: number): void {
  const late = world.clock.monotonic() - end;
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThanOrEqual(3 * DRIP_MS);
}

test('a feed that never comes to an end, a byte at a time, is given up after a minute', async () => {
  const server = trickle(FEED);
  const updater = world.updater({}, server.fetch);
  const end = world.clock.monotonic() + MINUTE;
  const check = updater.check();
  await server.drip(() => updater.state.kind === 'failed');
  await check;
  expect(sentence(updater)).toContain('it sends too slowly');
  expectAfter(end);
});

test('a download that never comes to an end is given up in time for the next look', async () => {
  // What a server announces is what it may take: here a minute at the least that is asked of it.
  const { name } = world.publish('1.5.0', 'x'.repeat(60 * 16 * 1024));
  const server = trickle(name);
  const updater = world.updater({}, server.fetch);
  await updater.check();
  const end = world.clock.monotonic() + 11 * MINUTE;
  const download = updater.download();
  await server.drip(() => updater.state.kind === 'failed');
  await download;
  expect(sentence(updater)).toContain('it sends too slowly');
  expectAfter(end);
  expect(updater.installAtEnd(QUIT)).toBe('left');
  world.publish('1.5.1');
  await updater.check();
  await updater.download();
  expect(updater.state).toMatchObject({ kind: 'ready', version: '1.5.1' });
});

test('a server that stops in the middle of a download is given up, and the next try gets all of it', async () => {
  const { name, bytes } = world.publish('1.5.0');
  const updater = world.updater();
  await updater.check();
  world.answers.set(name, (_request, response) => void response.write(bytes.subarray(0, 5)));
  const states = told(updater);
  const download = updater.download();
  await until('some of it came', () => states.length > 1);
  world.clock.advance(30_000);
  await download;
  expect(sentence(updater)).toContain('it does not answer');
  expect(updater.installAtEnd(QUIT)).toBe('left');
  world.serve(name, bytes);
  await updater.download();
  expect(updater.state.kind).toBe('ready');
});

const FEEDS: ReadonlyArray<readonly [name: string, spoil: () => unknown, words: string]> = [
  ['unsigned', () => void world.answers.delete(`${FEED}.sig`), 'The update feed is not signed.'],
  [
    'signed by somebody else',
    () => world.serveFeed('version: 1.5.0\n', newKey()),
    'not signed by the makers of this Homeport',
  ],
  [
    'that of another system',
    () => world.serveFeed('version: 1.5.0\n', world.key, 'latest-mac.yml'),
    'not signed by the makers of this Homeport',
  ],
  [
    'changed after it was signed',
    () => world.publish('1.5.0') && world.serve(FEED, 'version: 1.5.1\n'),
    'not signed by the makers of this Homeport',
  ],
  ['signed with noise', () => world.serve(`${FEED}.sig`, 'ed25519 AAAA\n\u0000'), 'not signed by the makers'],
  ['signed at length', () => world.serve(`${FEED}.sig`, 'x'.repeat(5000)), 'sends more than it should'],
  ['larger than any feed', () => world.serve(FEED, 'x'.repeat(300_000)), 'sends more than it should'],
  [
    'older than this version',
    () => world.publish('1.3.9'),
    'offers 1.3.9, though 1.4.0 is known. It is out of date or was put back',
  ],
  [
    'elsewhere',
    () =>
      world.answers.set(FEED, (_request, response) =>
        response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
      ),
    'points to another place, and that is not followed',
  ],
  ['not there', () => void world.answers.delete(FEED), 'answers with 404 instead of an update'],
  [
    'a server’s failure',
    () => world.answers.set(FEED, (_request, response) => response.writeHead(503).end()),
    'answers with 503 instead of an update',
  ],
  ['no feed', () => world.serveFeed('- just\n- a list\n'), 'malformed all the same (all of it)'],
  ['no YAML', () => world.serveFeed('version: [1.5.0\n'), 'malformed all the same (all of it)'],
  ['empty', () => world.serveFeed(''), 'malformed all the same (all of it)'],
  ['of a preview', () => world.publish('1.5.0', '', (feed) => feed.replaceAll('1.5.0', '1.5.0-rc.1')), '(version)'],
  [
    'of no version',
    () => world.publish('1.5.0', '', (feed) => feed.replace(/^version.*/, 'version: new')),
    '(version)',
  ],
  [
    'of a file elsewhere',
    () => world.publish('1.5.0', '', (feed) => feed.replace('url: ', 'url: http://127.0.0.1:9/')),
    '(files.0.url)',
  ],
  [
    'of a file above',
    () => world.publish('1.5.0', '', (feed) => feed.replace('url: ', 'url: ../../')),
    '(files.0.url)',
  ],
  [
    'of a file as large as a disk',
    () => world.publish('1.5.0', 'x', (feed) => feed.replace('size: 1', 'size: 900000000000')),
    '(files.0.size)',
  ],
  [
    'of a file without a size',
    () => world.publish('1.5.0', 'x', (feed) => feed.replace('    size: 1\n', '')),
    '(files.0.size)',
  ],
  [
    'of a file without a hash',
    () => world.publish('1.5.0', 'x', (feed) => feed.replace(/ {4}sha512: .*\n/, '')),
    '(files.0.sha512)',
  ],
  [
    'of nothing for this system',
    () => world.publish('1.5.0', 'x', (feed) => feed.replaceAll('.AppImage', '.deb')),
    'Version 1.5.0 has no AppImage for this system',
  ],
];

test.for(FEEDS)('a feed that is %s is refused in words, and nothing is fetched', async ([, spoil, words]) => {
  world.publish('1.5.0');
  spoil();
  const updater = world.updater();
  await updater.check();
  expect(sentence(updater)).toContain(words);
  await updater.download();
  expect(world.asked.filter((name) => !name.startsWith(FEED))).toEqual([]);
  expect(updater.installAtEnd(QUIT)).toBe('left');
  expect(world.installed()).toContain('the old one');
});

test('an older feed is refused once a newer one was seen, also by the next start', async () => {
  world.publish('1.6.0');
  await world.updater().check();
  world.publish('1.5.0');
  const updater = world.updater();
  await updater.check();
  expect(sentence(updater)).toContain('offers 1.5.0, though 1.6.0 is known');
  // Without its memory it still knows what is installed.
  writeFileSync(join(world.profile, 'updates.json'), '{ half');
  const forgetful = world.updater();
  await forgetful.check();
  expect(forgetful.state.kind).toBe('available');
});

test('what an unsigned feed says is not remembered', async () => {
  world.publish('9.9.9');
  world.serveFeed(`version: 9.9.9\n`, newKey());
  await world.updater().check();
  expect(existsSync(join(world.profile, 'updates.json'))).toBe(false);
});

test('either of two keys will do, while one takes the place of the other', async () => {
  const next = newKey();
  world.publish('1.5.0');
  const updater = world.updater({ keys: `${next.text},${world.key.text}` });
  await updater.check();
  expect(updater.state.kind).toBe('available');
});

test.for([
  ['other bytes of the same length', (bytes: Buffer) => Buffer.from(bytes.toString().replace('echo', 'evil'))],
  ['less', (bytes: Buffer) => bytes.subarray(1)],
  ['more', (bytes: Buffer) => Buffer.concat([bytes, bytes])],
  ['nothing', () => Buffer.alloc(0)],
] as const)('a download of %s is thrown away', async ([, spoil]) => {
  const { name, bytes } = world.publish('1.5.0');
  world.serve(name, spoil(bytes));
  const updater = world.updater();
  await updater.check();
  await updater.download();
  expect(sentence(updater)).toMatch(/is not what the signed feed announced|sends more than it should/);
  expect(updater.installAtEnd(QUIT)).toBe('left');
  expect(world.installed()).toContain('the old one');
  expect(filesIn(join(world.profile, 'updates'))).toEqual([]);
});

test('a download that is sent elsewhere is not followed', async () => {
  const { name, bytes } = world.publish('1.5.0');
  world.serve('elsewhere', bytes);
  world.answers.set(name, (_request, response) => response.writeHead(302, { location: 'elsewhere' }).end());
  const updater = world.updater();
  await updater.check();
  await updater.download();
  expect(sentence(updater)).toContain('points to another place');
  expect(world.asked).not.toContain('elsewhere');
});

test('what changes on the server between the look and the download changes nothing of what is taken', async () => {
  const { name } = world.publish('1.5.0');
  const updater = world.updater();
  await updater.check();
  // Signed, newer, and not what the user was shown.
  world.publish('1.5.1', '#!/bin/sh\necho something else\n');
  world.asked.length = 0;
  await updater.download();
  expect(world.asked).toEqual([name]);
  expect(updater.state).toMatchObject({ kind: 'ready', version: '1.5.0' });
  expect(updater.installAtEnd(QUIT)).toBe('installed');
  expect(world.installed()).toContain('echo 1.5.0');
});

test('a file that was changed on the disk after the download is not installed', async () => {
  world.publish('1.5.0');
  const updater = world.updater();
  await updater.check();
  await updater.download();
  const [file = ''] = filesIn(join(world.profile, 'updates')).filter((each) => each.endsWith('.AppImage'));
  writeFileSync(file, 'something else');
  expect(updater.installAtEnd(QUIT)).toBe('left');
  expect(world.installed()).toContain('the old one');
});

test('what was fetched before a restart is not fetched again', async () => {
  const { name } = world.publish('1.5.0');
  const first = world.updater();
  await first.check();
  await first.download();
  first.dispose();
  const second = world.updater();
  await second.check();
  await second.download();
  expect(second.state.kind).toBe('ready');
  expect(world.asked.filter((each) => each === name)).toHaveLength(1);
  expect(second.installAtEnd(QUIT)).toBe('installed');
  expect(world.installed()).toContain('echo 1.5.0');
});

test('a newer release takes the place of one that waits to be installed', async () => {
  world.publish('1.5.0');
  const updater = world.updater();
  await updater.check();
  await updater.download();
  const states = told(updater);
  await updater.check();
  expect(states).toEqual([]);
  world.publish('1.6.0');
  await updater.check();
  expect(updater.state).toMatchObject({ kind: 'available', version: '1.6.0' });
  await updater.download();
  expect(updater.installAtEnd(QUIT)).toBe('installed');
  expect(world.installed()).toContain('echo 1.6.0');
});

test('an update that waits to be installed stays so when the feed fails', async () => {
  world.publish('1.5.0');
  const updater = world.updater();
  await updater.check();
  await updater.download();
  world.answers.clear();
  await updater.check();
  expect(updater.state).toMatchObject({ kind: 'ready', version: '1.5.0' });
});

test('nothing is installed while the system ends, which waits for nobody', async () => {
  world.publish('1.5.0');
  const updater = world.updater();
  await updater.check();
  await updater.download();
  expect(updater.installAtEnd({ terminalsGoOn: 0, withSystem: true, startAgain: false })).toBe('left');
  expect(world.installed()).toContain('the old one');
});

test('an image that cannot be replaced is left as it is', async () => {
  world.publish('1.5.0');
  const updater = world.updater();
  await updater.check();
  await updater.download();
  // Even root cannot put a file in the place of a directory.
  rmSync(world.image);
  mkdirSync(world.image);
  expect(updater.installAtEnd(QUIT)).toBe('left');
});

test('a disk that fills up is said, and costs nobody the app', async (context) => {
  const disk = smallDisk(world.profile, 1024 * 1024);
  if (disk === undefined) return context.skip('no file system of a given size can be mounted here');
  try {
    const { name } = world.publish('1.5.0', 'x'.repeat(2 * 1024 * 1024));
    const updater = world.updater();
    await updater.check();
    await updater.download();
    expect(sentence(updater)).toBe('The disk is full, so the update could not be downloaded.');
    expect(world.asked).toContain(name);
    world.publish('1.5.1');
    await updater.check();
    await updater.download();
    // From one file system to another, which cannot be done in one step.
    expect(updater.installAtEnd(QUIT)).toBe('installed');
    expect(world.installed()).toContain('echo 1.5.1');
    expect(readdirSync(join(world.directory, 'apps'))).toEqual(['Homeport-1.4.0.AppImage']);
  } finally {
    disk.dispose();
  }
});

test('asked twice at the same time it looks and fetches once', async () => {
  const { name } = world.publish('1.5.0');
  const updater = world.updater();
  await Promise.all([updater.check(), updater.check()]);
  expect(world.asked).toHaveLength(2);
  await Promise.all([updater.download(), updater.download(), updater.check()]);
  expect(world.asked.filter((each) => each === name)).toHaveLength(1);
  expect(updater.state.kind).toBe('ready');
});

test('notes are plain text of a length that can be read', async () => {
  const notes = `\u001b[31m<b>bold</b>\u202e\u0000 and\ttab ${'x'.repeat(20_000)}`;
  world.publish('1.5.0', 'x', (feed) =>
    feed.replace(/releaseNotes[\s\S]*/, `releaseNotes: ${JSON.stringify(notes)}\n`),
  );
  const updater = world.updater();
  await updater.check();
  const shown = updater.state.kind === 'available' ? updater.state.notes : '';
  expect(shown).toMatch(/^\[31m<b>bold<\/b> and\ttab x+…$/);
  expect(shown).toHaveLength(8001);
});

test('notes of several releases are one text', async () => {
  const notes = [{ version: '1.5.0', note: 'new' }, { version: '1.4.5' }];
  world.publish('1.5.0', 'x', (feed) =>
    feed.replace(/releaseNotes[\s\S]*/, `releaseNotes: ${JSON.stringify(notes)}\n`),
  );
  const updater = world.updater();
  await updater.check();
  expect(updater.state).toMatchObject({ notes: '1.5.0\nnew\n\n1.4.5' });
});

test('a release for newer systems only is said to be one', async () => {
  world.publish('1.5.0', 'x', (feed) => `${feed}minimumSystemVersion: 999.0.0\n`);
  const updater = world.updater();
  await updater.check();
  await updater.download();
  expect(sentence(updater)).toBe('Version 1.5.0 needs a newer system than this one.');
});

test('an app that ends takes its timers, its connections and its listeners with it', async () => {
  const { name, bytes } = world.publish('1.5.0');
  const updater = world.updater();
  await updater.check();
  world.answers.set(name, (_request, response) => void response.write(bytes.subarray(0, 5)));
  const states = told(updater);
  const download = updater.download();
  await until('some of it came', () => states.length > 1);
  updater.dispose();
  await download;
  expect(states.at(-1)).toMatch(/^downloading/);
  expect(world.clock.pending).toBe(0);
  expect(world.shell.listeners).toBe(0);
  await leavesNothing(() => {});
});

test('on Windows an update waits for terminals, says so, and is not installed while one goes on', async () => {
  // The feed and the policy are real; in the place of NSIS's installer, which only Windows can run, is a script.
  writeFileSync(join(world.mount, 'Uninstall Homeport.exe'), '');
  const begun = join(world.directory, 'installer-begun');
  const { bytes } = world.publish('1.5.0', `#!/bin/sh\necho "$@" > ${begun}.next && mv ${begun}.next ${begun}\n`);
  const exe = 'Homeport-1.5.0-win-x64.exe';
  world.serve(exe, bytes);
  const feed = await (await fetch(new URL(FEED, world.base))).text();
  world.serveFeed(feed.replaceAll(/Homeport-1.5.0-linux-x64.AppImage/g, exe), world.key, 'latest.yml');
  for (const ending of ['', '.sig'])
    world.answers.set(`latest.yml${ending}`, (...both) => world.answers.get(`${FEED}${ending}`)?.(...both));
  world.shell.put(terminal('t_1'), terminal('t_2', { phase: { kind: 'unreachable' } }));
  const updater = world.updater({ platform: 'win32' });
  await updater.check();
  await updater.download();
  expect(updater.state).toMatchObject({
    kind: 'ready',
    held: 'It is installed when Homeport quits and no terminal is left; now 2 terminals run, and installing would end them.',
  });
  world.shell.remove('t_2');
  expect(updater.state).toMatchObject({ held: expect.stringContaining('now a terminal runs') });
  expect(updater.installAtEnd({ terminalsGoOn: 1, withSystem: false, startAgain: true })).toBe('left');
  world.shell.put(terminal('t_1', { phase: { kind: 'ended', exitCode: 0, signal: null, at: 0 } }));
  expect(updater.state).toMatchObject({ held: null });

  const [file = ''] = filesIn(join(world.profile, 'updates')).filter((each) => each.endsWith('.exe'));
  chmodSync(file, 0o700);
  // The installer starts the app when it is done: one that was there before would be in its way.
  expect(updater.installAtEnd({ terminalsGoOn: 0, withSystem: false, startAgain: true })).toBe('startsAgain');
  await until('the installer has begun', () => existsSync(begun));
  expect(readFileSync(begun, 'utf8')).toBe('--updated /S --force-run\n');
});

test('over https a server must prove who it is', async (context) => {
  if (!installed('openssl')) return context.skip('openssl makes the certificate');
  const pem = (name: string): string => join(world.directory, name);
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  const out = ['-keyout', pem('key.pem'), '-out', pem('cert.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ed25519', '-nodes', ...subject, ...out], { stdio: 'ignore' });
  const cert = readFileSync(pem('cert.pem'), 'utf8');
  const secure = await UpdateWorld.start({ key: readFileSync(pem('key.pem'), 'utf8'), cert });
  try {
    secure.publish('1.5.0');
    const updater = secure.updater();
    await updater.check();
    expect(sentence(updater)).toMatch(/cannot be reached \(.*SELF_SIGNED/);
    setDefaultCACertificates([cert]);
    await updater.check();
    await updater.download();
    expect(updater.installAtEnd(QUIT)).toBe('installed');
    expect(secure.installed()).toContain('echo 1.5.0');
  } finally {
    await secure.close();
  }
});

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'update-info.json')
    .map((entry) => join(entry.parentPath, entry.name));
}
