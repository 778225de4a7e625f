import type { Settings } from '../../../src-shared/protocol/channels/settings/state.ts';
import type { AuditRow } from '../store/audit.ts';
import type { DeviceRecord } from '../store/device-table.ts';

/** What an export needs to know of a terminal. */
export interface ExportedTerminal {
  readonly record: {
    readonly info: { readonly id: string };
    readonly started: { readonly env: Readonly<Record<string, string>> };
  };
  /** Its screen as text: as it is now, or as it was last. */
  screenText(): Promise<{ readonly lines: ReadonlyArray<string> }>;
}

/** Where all that is exported comes from. */
export interface ExportSources {
  readonly version: string;
  readonly hub: string;
  readonly at: number;
  readonly settings: Settings;
  readonly devices: ReadonlyArray<DeviceRecord>;
  readonly terminals: ReadonlyArray<ExportedTerminal>;
  /** Rows after a number, oldest first. */
  audit(after: number, most: number): ReadonlyArray<AuditRow>;
}

/** What has gone into it. */
export interface ExportCounts {
  terminals: number;
  auditEntries: number;
}

/** Reading and writing as many takes a few milliseconds. */
const ROWS = 128;

/** The whole export, in pieces that are made one by one as they are asked for. It has no keys and no secrets. */
export async function* exportText(sources: ExportSources, counts: ExportCounts): AsyncGenerator<string> {
  const { version, hub, at, settings, devices } = sources;
  yield `{\n"homeport": ${json({ export: 1, version, hub, at: new Date(at).toISOString() })},\n`;
  yield `"settings": ${json(settings)},\n"devices": [`;
  yield listed(devices.map(({ publicKey: _key, moreKeys: _more, ...known }) => known));
  yield '\n],\n"terminals": [';
  for (const terminal of sources.terminals) {
    yield `${counts.terminals === 0 ? '' : ','}${listed([await terminalOf(terminal)])}`;
    counts.terminals++;
  }
  yield '\n],\n"audit": [';
  for (let last = 0; ; ) {
    const rows = sources.audit(last, ROWS);
    if (rows.length === 0) break;
    yield `${counts.auditEntries === 0 ? '' : ','}${listed(rows)}`;
    counts.auditEntries += rows.length;
    last = rows.at(-1)?.seq ?? last;
  }
  yield '\n]\n}\n';
}

async function terminalOf(terminal: ExportedTerminal): Promise<object> {
  const { info, started } = terminal.record;
  return {
    ...info,
    // The values are where people put secrets.
    started: { ...started, env: Object.keys(started.env) },
    screen: await screenOf(terminal),
  };
}

/** Null where there is none: its keeper does not answer, or nothing of it was ever saved. */
async function screenOf(terminal: ExportedTerminal): Promise<ReadonlyArray<string> | null> {
  try {
    return (await terminal.screenText()).lines;
  } catch {
    // The export says so with its null, and the terminal's phase says why.
    return null;
  }
}

/** One on each line, so that a person and `grep` find their way. */
function listed(values: ReadonlyArray<object>): string {
  return values.map((value) => `\n${JSON.stringify(value)}`).join(',');
}

function json(value: object): string {
  return JSON.stringify(value, undefined, 2);
}
