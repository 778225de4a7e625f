import { asCliError, type CliError, EXIT } from './cli-error.ts';

/** What every command is told. */
export interface CommonOptions {
  readonly dataDir: string;
  readonly json: boolean;
}

/** Prints a result: one line of JSON for scripts, else what `words` makes of it for people. */
export function print<T>(options: CommonOptions, result: T, words: (result: T) => string): void {
  write(options.json ? json(result) : inert(words(result)));
}

/** The same for words that bring escape sequences of our own making. */
export function printColoured<T>(options: CommonOptions, result: T, words: (result: T) => string): void {
  write(options.json ? json(result) : words(result));
}

function write(text: string): void {
  if (text !== '') process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** JSON leaves DEL and the C1 controls as they are, and a terminal takes some of them for sequences. */
function json(result: unknown): string {
  return JSON.stringify(result).replace(/[\u007f-\u009f]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
}

/** Whatever names, paths and messages stand in it: lines of text that do nothing to the terminal they are shown on. */
function inert(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '');
}

/** Tells a failure on stderr, as `{"error":{"name","message"}}` for scripts, and gives the exit code. */
export function printError(asJson: boolean, thrown: unknown): number {
  const error: CliError = asCliError(thrown);
  const { message } = error;
  process.stderr.write(
    asJson ? `${json({ error: { name: error.error, message } })}\n` : `homeport: ${inert(message)}\n`,
  );
  return error.exitCode;
}

/**
 * Ends the process once everything is written. A reader that went away (`homeport ls | head -1`) is not an error of
 * ours: what it wanted it has.
 */
export function leave(code: number): void {
  process.stdout.write('', () => process.exit(code));
}

/** A closed pipe ends the command quietly. */
export function quietOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed);
  });
}

/** Columns padded to the widest cell; the last one may be as long as it likes. */
export function table(rows: ReadonlyArray<readonly string[]>): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Untrusted text (titles, names) as it may stand on a terminal: no control characters. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '');
}

/** "12 s", "5 min", "3 h", "2 d". */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}
