import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keeperRecordSchema } from '../../../src-shared/keeper-protocol/messages.ts';
import { localDeviceFile, localDeviceSchema } from '../devices/local-device.ts';
import { FileStore } from '../host/secrets/file-store.ts';
import { openLink } from '../testing/link-key.ts';
import { TerminalViewer } from '../testing/terminal-viewer.ts';
import { keeperPids, newDataDir } from '../testing/test-hub.ts';
import { testHubs } from '../testing/test-hubs.ts';
import { until } from '../testing/until.ts';

const startHub = testHubs();

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** A key in every spelling that somebody may have written it down in. */
function spellings(key: Uint8Array): string[] {
  const bytes = Buffer.from(key);
  return ['latin1', 'hex', 'base64', 'base64url'].map((how) => bytes.toString(how as BufferEncoding));
}

test('each secret is in the one file that is made for it, and in no other, no log, no command line and no environment', async () => {
  const dataDir = newDataDir();
  const { hub, client } = await startHub({ dataDir, platform: { secrets: [new FileStore(dataDir)] } });
  const keyFile = (): string | undefined => filesBelow(dataDir).find((file) => file.endsWith('.secret'));
  await until('the key is in its file', () => keyFile() !== undefined);

  const secrets: { readonly text: string; readonly home?: string | undefined }[] = [];
  for (const stay of ['lasting', 'window'] as const) {
    const link = hub.createLink(stay).secret;
    const { client: opened, key } = await openLink(hub.url, link);
    secrets.push({ text: link }, ...spellings(Buffer.from(key.secret, 'base64url')).map((text) => ({ text })));
    opened.close();
  }
  // One that fails is logged and audited as well.
  await expect(openLink(hub.url, 'a-secret-that-opens-nothing')).rejects.toThrow('hello was refused');
  secrets.push({ text: 'a-secret-that-opens-nothing' });
  const local = await client();
  await TerminalViewer.start(local, { command: { file: 'sh', args: ['-c', 'sleep 600'] } });
  expect((await local.request('settings.values.update', { patch: { desktop: { keepAwake: true } } })).error).toBe(
    undefined,
  );

  const home = localDeviceFile(dataDir);
  secrets.push({ text: localDeviceSchema.parse(JSON.parse(readFileSync(home, 'utf8'))).privateKey, home });
  const vault = keyFile() ?? '';
  const key = Buffer.from(readFileSync(vault, 'utf8').trim(), 'base64');
  expect(key).toHaveLength(32);
  secrets.push(...spellings(key).map((text) => ({ text, home: vault })));
  const records = filesBelow(join(dataDir, 'keepers')).filter((file) => file.endsWith('.json'));
  expect(records).toHaveLength(1);
  for (const record of records) {
    const { token } = keeperRecordSchema.parse(JSON.parse(readFileSync(record, 'utf8')));
    secrets.push({ text: token, home: record });
  }

  const found = (content: string): typeof secrets => secrets.filter(({ text }) => content.includes(text));
  for (const own of [home, vault, ...records]) expect(found(readFileSync(own, 'latin1')), own).not.toEqual([]);
  for (const file of filesBelow(dataDir)) {
    expect(statSync(file).mode & 0o077, file).toBe(0);
    for (const secret of found(readFileSync(file, 'latin1'))) expect(file).toBe(secret.home);
  }
  if (process.platform !== 'linux') return;
  for (const pid of await keeperPids(dataDir))
    for (const what of ['cmdline', 'environ'])
      expect(found(readFileSync(`/proc/${pid}/${what}`, 'latin1')), what).toEqual([]);
});
