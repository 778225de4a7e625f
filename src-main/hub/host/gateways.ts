import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** The default gateway of each interface, IPv4, by the interface's name or, on Windows, by its own address. */
export type Gateways = ReadonlyMap<string, string>;

/** A tool that hangs must not hold up anything; without an answer networks are told apart by their subnet alone. */
const DEADLINE_MS = 3_000;

/** Asks the system; empty when it does not say. */
export async function readGateways(platform: NodeJS.Platform): Promise<Gateways> {
  try {
    if (platform === 'linux') return parseProcRoute(await readFile('/proc/net/route', 'utf8'));
    if (platform === 'darwin') return parseNetstat(await output('netstat', ['-rn', '-f', 'inet']));
    if (platform === 'win32') return parseRoutePrint(await output('route', ['print', '-4']));
  } catch {
    // Told by what is missing: a network without a gateway.
  }
  return new Map();
}

function output(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { timeout: DEADLINE_MS, maxBuffer: 1024 * 1024, windowsHide: true }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
  });
}

/** Linux: hexadecimal, little-endian; of two default routes of one interface the one with the smaller metric counts. */
export function parseProcRoute(text: string): Gateways {
  const found = new Map<string, { readonly gateway: string; readonly metric: number }>();
  for (const line of text.split('\n').slice(1)) {
    const [name, destination, gateway, , , , metric] = line.trim().split(/\s+/);
    if (name === undefined || destination !== '00000000' || gateway === undefined || gateway === '00000000') continue;
    const known = found.get(name);
    if (known !== undefined && known.metric <= Number(metric)) continue;
    const address = (gateway.match(/../g) ?? []).reverse().map((pair) => Number.parseInt(pair, 16));
    found.set(name, { gateway: address.join('.'), metric: Number(metric) });
  }
  return new Map([...found].map(([name, route]) => [name, route.gateway]));
}

/** macOS: `default  192.168.1.1  UGScg  en0`. */
export function parseNetstat(text: string): Gateways {
  const routes = [...text.matchAll(/^default\s+(\d+\.\d+\.\d+\.\d+)\s+\S+\s+(\S+)/gm)];
  // The first one is the one that is used.
  return new Map(routes.reverse().map(([, gateway = '', name = '']) => [name, gateway]));
}

/** Windows, whatever its language: destination, mask, gateway, the interface's own address, metric. */
export function parseRoutePrint(text: string): Gateways {
  const address = String.raw`(\d+\.\d+\.\d+\.\d+)`;
  const routes = text.matchAll(new RegExp(String.raw`^\s*0\.0\.0\.0\s+0\.0\.0\.0\s+${address}\s+${address}\s`, 'gm'));
  return new Map([...routes].map(([, gateway = '', own = '']) => [own, gateway]));
}
