import { rmSync } from 'node:fs';
import { delimiter } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NAME, PaperTailnet } from '../hub/modules/tailscale/testing/paper-tailnet.ts';
import { until } from '../hub/testing/until.ts';
import { withHub } from './hub-access.ts';
import { Cli } from './testing/cli.ts';

let tailnet: PaperTailnet;
let cli: Cli;

beforeEach(async () => {
  tailnet = await PaperTailnet.start();
  vi.stubEnv('PATH', `${tailnet.env.PATH}${delimiter}${process.env['PATH']}`);
  cli = new Cli();
});
afterEach(async () => {
  await cli.close();
  vi.unstubAllEnvs();
  await tailnet.dispose();
  rmSync(cli.dataDir, { recursive: true, force: true });
});

test('`homeport trust tailscale` finds the program on the PATH, starts and stops serving, and doctor knows of it', async () => {
  const hub = await cli.start();
  expect((await cli.run(['trust', 'tailscale'])).stdout).toMatch(
    /^Tailscale is ready[^\n]*\n {2}tailscale serve --bg /,
  );
  tailnet.service.mood = 'denied';
  tailnet.service.at = 'serve';
  const denied = await cli.run(['trust', 'tailscale', 'start']);
  expect(denied).toMatchObject({ code: 1, stdout: '' });
  expect(denied.stderr).toContain('sudo tailscale set --operator=$USER');
  tailnet.service.mood = 'well';
  expect(await cli.json('trust', 'tailscale', 'start')).toMatchObject({ phase: 'serving', origin: `https://${NAME}` });
  expect((await cli.run(['trust'])).stdout).toContain(`\n  L2  https://${NAME}\n`);
  expect((await cli.run(['doctor'])).stdout).toContain(`reach Homeport at https://${NAME}`);
  // The networks are closed, and a phone finds its way all the same.
  const { url } = await withHub(cli.dataDir, (client) => client.request('pairing.offer', {}));
  expect(url).toContain(`https://${NAME}/phone/#p1.`);

  await hub.stop();
  expect(tailnet.proxyAt(443)).toBeUndefined();
  await cli.start();
  await until('it is served again', () => tailnet.proxyAt(443) !== undefined);
  expect((await cli.run(['trust', 'tailscale', 'stop'])).stdout).toBe(
    'Nobody reaches Homeport by Tailscale any more.\n',
  );
  expect(tailnet.proxyAt(443)).toBeUndefined();
  tailnet.uninstall();
  expect((await cli.run(['trust', 'tailscale', 'put'])).code).toBe(2);
});
