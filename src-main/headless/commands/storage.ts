import { resolve } from 'node:path';
import { CliError, EXIT } from '../cli-error.ts';
import { withHub } from '../hub-access.ts';
import { type CommonOptions, plain, print, table } from '../output.ts';
import { count } from './status.ts';

/** `homeport storage [clear]`. */
export async function storage(options: CommonOptions, act: string | undefined): Promise<void> {
  if (act === undefined) return usage(options);
  if (act === 'clear') return clear(options);
  throw new CliError('usage', 'Use `storage` or `storage clear`.', EXIT.usage);
}

async function usage(options: CommonOptions): Promise<void> {
  const found = await withHub(options.dataDir, (client) => client.request('storage.usage.read', {}));
  print(options, found, ({ dataDir, files, total, free, terminals }) => {
    const rows = files.map(({ name, bytes, what }) => [size(bytes), plain(name), what]);
    return [
      table([['SIZE', 'NAME', 'WHAT'], ...rows]),
      `${size(total)} in ${plain(dataDir)}; ${size(free)} are free on its disk.`,
      `${count(terminals.ended, 'terminal')} can be forgotten with \`homeport storage clear\`.`,
    ].join('\n');
  });
}

async function clear(options: CommonOptions): Promise<void> {
  const cleared = await withHub(options.dataDir, (client) => client.request('storage.history.clear', {}));
  print(options, cleared, ({ removed, bytesBefore, bytesAfter }) => {
    const freed = Math.max(0, bytesBefore - bytesAfter);
    return `Forgot ${count(removed, 'terminal')}; ${size(freed)} are free again.`;
  });
}

/** `homeport export <file>`; the hub writes it, in the caller's directory unless the path says otherwise. */
export async function exportData(options: CommonOptions, file: string): Promise<void> {
  const path = resolve(file);
  const made = await withHub(options.dataDir, (client) => client.request('storage.data.export', { path }));
  print(options, made, ({ bytes, terminals, auditEntries }) => {
    const held = `${count(terminals, 'terminal')} and ${auditEntries} lines of the audit log`;
    return `Wrote ${plain(path)}: ${size(bytes)}, with ${held}. It has no keys, but what your terminals show.`;
  });
}

/** `512 B`, `1.4 MB`: in thousands, as disks are sold and systems show them. */
function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
