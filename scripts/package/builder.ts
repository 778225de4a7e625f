// electron-builder as a program of its own, with what it says told on in words when something cannot be fetched.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Built {
  readonly code: number;
  /** What it printed. */
  readonly said: string;
}

/** Runs electron-builder on the repository at `root`; `feed` is where the package will look for updates, if anywhere. */
export function runBuilder(
  root: string,
  args: readonly string[],
  feed: string | undefined,
  tell: (chunk: Buffer) => void,
): Promise<Built> {
  const program = join(root, 'node_modules/electron-builder/out/cli/cli.js');
  const publish = feed === undefined ? [] : ['-c.publish.provider=generic', `-c.publish.url=${feed}`];
  // Nothing is uploaded from here, whatever the environment holds.
  const command = [program, ...args, ...publish, '--publish', 'never'];
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      tell(chunk);
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, said }));
  });
}

const UNREACHABLE =
  /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|CERT_\w+|self-signed certificate)\b|Response code (403|404|407|5\d\d)|timed out/;

/** Why electron-builder did not succeed, and what helps; undefined when its own words have to do. */
export function builderTrouble(said: string): string | undefined {
  const reason = UNREACHABLE.exec(said)?.[0];
  if (reason === undefined) return undefined;
  const failed = [...said.matchAll(/failed to build (\S+)/g)].map((match) => match[1]).join(', ');
  if (!/building\s+target=/.test(said))
    return (
      `Electron itself could not be fetched (${reason}). With it in node_modules (\`npx install-electron\`, which fetches it\n` +
      'from the same place, or from the one that ELECTRON_MIRROR names) packaging needs no network for it.'
    );
  return (
    `The tools that make ${failed === '' ? 'installers' : failed} could not be fetched (${reason}). They come from GitHub, or from the place that\n` +
    'ELECTRON_BUILDER_BINARIES_MIRROR names. What could be made without them is in release/.\n' +
    'The app without an installer: npm run package -- --dir'
  );
}
