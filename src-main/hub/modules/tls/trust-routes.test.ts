import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installed } from '../../testing/installed.ts';
import { temporaryDirectory } from '../../testing/test-store.ts';
import { until } from '../../testing/until.ts';
import { configurationProfile } from './profile.ts';
import { LOCAL_NAME, pemOf, startTlsWorld, type TlsWorld } from './testing/tls-world.ts';
import { trustPage } from './trust-page.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let hub: TlsWorld;

beforeEach(async () => {
  directory = temporaryDirectory();
  hub = await startTlsWorld({ dataDir: `${directory.path}/data` });
  await until('the vault is open', () => hub.vault.phase.kind === 'open');
  hub.lan({ network: 'n_home', address: '192.168.7.1', port: 20_000 + Math.floor(Math.random() * 20_000) });
  await hub.create();
});

afterEach(async () => {
  await hub.stop();
  directory.dispose();
});

const get = (path: string): Promise<Response> => fetch(`${hub.server.url}${path}`, { redirect: 'manual' });

test('the page says what installing means, what to compare, and how to remove it, without a script', async () => {
  const response = await get('/trust/');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
  const html = await response.text();
  const { fingerprint } = hub.tls.info;
  expect(html).toContain(fingerprint);
  expect(html).toContain(fingerprint?.replaceAll(' ', ':'));
  expect(html).toContain('Homeport (Ana’s laptop)');
  expect(html).toContain('href="/trust/homeport.mobileconfig"');
  expect(html).toContain('href="/trust/homeport.crt"');
  expect(html).toContain(`${hub.tls.info.origins[0]}/trust/`);
  for (const heading of ['What installing it means', 'Compare before you trust', 'iPhone', 'Android', 'To remove it']) {
    expect(html).toContain(heading);
  }
  // What the policy of every answer would refuse.
  expect(html).not.toMatch(/<script|<link|<iframe|\son[a-z]+=|javascript:|src=/i);
  expect(html).not.toContain('It worked');
  expect((await get('/trust')).headers.get('location')).toBe('/trust/');
});

test('the page that came by https says that it worked', async () => {
  const ca = pemOf(new Uint8Array(await (await get('/trust/homeport.crt')).arrayBuffer()));
  const port = Number(new URL(hub.tls.info.origins[0] ?? '').port);
  const html = await new Promise<string>((resolve, reject) => {
    const lookup = ((_name: string, options: { all?: boolean }, found: (...args: unknown[]) => void) =>
      options.all === true ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4)) as never;
    const asked = request({ host: LOCAL_NAME, port, path: '/trust/', ca, lookup, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
    asked.once('error', reject);
    asked.end();
  });
  expect(html).toContain('It worked');
});

test('the certificate is given as it is, and as a profile that says the same', async () => {
  const crt = await get('/trust/homeport.crt');
  expect(crt.headers.get('content-type')).toBe('application/x-x509-ca-cert');
  expect(crt.headers.get('content-disposition')).toBe('attachment; filename="homeport.crt"');
  const cert = new Uint8Array(await crt.arrayBuffer());
  expect(new X509Certificate(cert).ca).toBe(true);
  const profile = await get('/trust/homeport.mobileconfig');
  expect(profile.headers.get('content-type')).toBe('application/x-apple-aspen-config');
  const xml = await profile.text();
  const data = /<data>([^<]*)<\/data>/.exec(xml)?.[1] ?? '';
  expect(new Uint8Array(Buffer.from(data, 'base64'))).toEqual(cert);
  expect(await (await get('/trust/homeport.mobileconfig')).text()).toBe(xml);
});

test('the profile is a property list with the root that iOS looks for, whatever the computer is called', (context) => {
  const name = `Homeport (<b>"R&D"'s</b>)`;
  const xml = configurationProfile({ name, cert: Uint8Array.of(1, 2, 3), id: 'homeport-0123456789ab' });
  if (!installed('python3')) return context.skip('python3, which reads property lists, is not installed');
  const read = 'import plistlib,json,sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read()), default=list))';
  const profile: unknown = JSON.parse(execFileSync('python3', ['-c', read], { input: xml, encoding: 'utf8' }));
  const uuid = /^[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-A[0-9A-F]{3}-[0-9A-F]{12}$/;
  expect(profile).toMatchObject({
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadDisplayName: name,
    PayloadIdentifier: 'app.homeport.homeport-0123456789ab',
    PayloadRemovalDisallowed: false,
    PayloadUUID: expect.stringMatching(uuid),
    PayloadContent: [
      {
        PayloadType: 'com.apple.security.root',
        PayloadDisplayName: name,
        PayloadContent: [1, 2, 3],
        PayloadUUID: expect.stringMatching(uuid),
      },
    ],
  });
});

test('a name cannot bring markup into the page', () => {
  const html = trustPage({
    name: '<img src=x onerror=alert(1)>',
    fingerprint: 'AB CD',
    secure: 'https://192.168.7.1:4141/trust/',
    isTrusted: false,
  });
  expect(html).not.toContain('<img');
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
});
