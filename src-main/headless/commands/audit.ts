import { resolve } from 'node:path';
import type { CoreResult } from '../../../src-shared/protocol/request-table.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { withHub } from '../hub-access.ts';
import { type CommonOptions, plain, print, table } from '../output.ts';

export interface AuditOptions extends CommonOptions {
  readonly who?: string;
  readonly what?: string;
  readonly refused: boolean;
  readonly limit: number;
}

/** `homeport audit [export <file>|typing]`. */
export async function audit(options: AuditOptions, act: string | undefined, file: string | undefined): Promise<void> {
  if (act === 'export') return exportAudit(options, file);
  if (act === 'typing') return typing(options);
  const { who, what, refused, limit } = options;
  const found = await withHub(options.dataDir, (client) =>
    client.request('device.audit.list', { who, what, refused: refused || undefined, limit }),
  );
  print(options, found, listed);
}

function listed({ entries }: CoreResult<'device.audit.list'>): string {
  const rows = entries.map(({ at, who, what, verdict }) => [when(at), plain(who), plain(what), plain(verdict)]);
  return table([['WHEN', 'WHO', 'WHAT', 'ANSWER'], ...rows]);
}

async function typing(options: AuditOptions): Promise<void> {
  const found = await withHub(options.dataDir, (client) =>
    client.request('device.typing.list', { device: options.who, limit: options.limit }),
  );
  print(options, found, ({ typing: all }) => {
    const rows = all.map(({ device, terminal, from, until }) => [when(from), when(until), device, terminal]);
    return table([['FROM', 'UNTIL', 'DEVICE', 'TYPED INTO'], ...rows]);
  });
}

async function exportAudit(options: CommonOptions, file: string | undefined): Promise<void> {
  if (file === undefined) throw new CliError('usage', 'Name a file: `homeport audit export <file>`.', EXIT.usage);
  const path = resolve(file);
  const made = await withHub(options.dataDir, (client) => client.request('device.audit.export', { path }));
  print(options, made, ({ entries }) => `Wrote ${plain(path)}: ${entries} lines.`);
}

/** Seconds are enough for people; scripts have the number. */
function when(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
