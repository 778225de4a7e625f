import { nodePlatform } from '../host/node-platform.ts';
import { createHub } from '../hub.ts';

/** A hub as a process of its own, for tests that kill it: `node hub-process.ts <data dir>`; prints its url. */
const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('usage: hub-process <data dir>');
const platform = nodePlatform({ dataDir, log: { file: 'debug', stderr: 'error' } });
const hub = await createHub(platform, { port: 0, version: '0.1.0' });
process.stdout.write(`${hub.url}\n`);
