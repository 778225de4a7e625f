import type { Clock } from '../../src-shared/base/clock.ts';
import type { Facts } from '../../src-shared/keeper-protocol/messages.ts';

const TITLE_LENGTH = 1024;
const TEXT_LENGTH = 4096;

type Run = Facts['run'];

/** What a program tells about itself through escape sequences. All of it is untrusted: plain, bounded text comes out. */
export class FactsReader {
  private readonly clock: Clock;
  private readonly localHosts: ReadonlySet<string>;
  private readonly onChange: () => void;
  private title = '';
  private cwd: string | null = null;
  private bells = 0;
  private run: Run = { kind: 'unknown' };
  private startedAt = 0;
  /** From OSC 633;E, for the C that follows. */
  private announcedLine = '';

  constructor(clock: Clock, hostname: string, onChange: () => void) {
    this.clock = clock;
    this.localHosts = localHostNames(hostname);
    this.onChange = onChange;
  }

  get facts(): Facts {
    return { title: this.title, cwd: this.cwd, bells: this.bells, run: this.run };
  }

  /** OSC 0 and 2. */
  readTitle(text: string): void {
    this.title = plain(text, TITLE_LENGTH);
    this.onChange();
  }

  ring(): void {
    this.bells++;
    this.onChange();
  }

  /** OSC 7: a file URL. Another machine's directory, told through ssh, is not ours. */
  readCwdUrl(text: string): void {
    if (!text.startsWith('file://')) return;
    const rest = text.slice('file://'.length);
    const slash = rest.indexOf('/');
    if (slash < 0 || !this.localHosts.has(rest.slice(0, slash).toLowerCase())) return;
    this.setCwd(percentDecoded(rest.slice(slash)));
  }

  /** OSC 9;9: a path, perhaps in quotes. */
  readCwdPath(text: string): void {
    this.setCwd(text.replace(/^"(.*)"$/, '$1'));
  }

  /** OSC 133, and 633 which says the same. */
  readMark(text: string): void {
    const [kind, ...options] = text.split(';');
    if (kind === 'A' || kind === 'B') this.atPrompt();
    else if (kind === 'C') this.startedRunning(lineOf(options) ?? this.announcedLine);
    else if (kind === 'D') this.stoppedRunning(options[0]);
    else if (kind === 'E') this.announcedLine = plain(unescaped633(options[0] ?? ''), TEXT_LENGTH);
  }

  private setCwd(path: string | null): void {
    const absolute = path !== null && /^(\/|[A-Za-z]:[\\/])/.test(path);
    if (!absolute || path.length > TEXT_LENGTH || plain(path, TEXT_LENGTH) !== path || path === this.cwd) return;
    this.cwd = path;
    this.onChange();
  }

  private atPrompt(): void {
    if (this.run.kind === 'prompt') return;
    this.run = { kind: 'prompt', lastExitCode: null, lastDurationMs: null };
    this.onChange();
  }

  private startedRunning(line: string): void {
    this.announcedLine = '';
    this.startedAt = this.clock.monotonic();
    this.run = { kind: 'running', line, since: this.clock.now() };
    this.onChange();
  }

  /** Shells also send D for a prompt that was only interrupted; nothing ended then. */
  private stoppedRunning(code: string | undefined): void {
    if (this.run.kind !== 'running') {
      this.atPrompt();
      return;
    }
    const lastExitCode = code !== undefined && /^-?\d{1,10}$/.test(code) ? Number(code) : null;
    const lastDurationMs = Math.round(this.clock.monotonic() - this.startedAt);
    this.run = { kind: 'prompt', lastExitCode, lastDurationMs };
    this.onChange();
  }
}

function lineOf(options: readonly string[]): string | undefined {
  for (const [at, option] of options.entries()) {
    if (option.startsWith('cmdline_url=')) return plain(percentDecoded(option.slice(12)) ?? '', TEXT_LENGTH);
    // Unencoded, so a semicolon belongs to it.
    if (option.startsWith('cmdline=')) return plain(options.slice(at).join(';').slice(8), TEXT_LENGTH);
  }
  return undefined;
}

function localHostNames(hostname: string): ReadonlySet<string> {
  const full = hostname.toLowerCase();
  return new Set(['', 'localhost', full, full.split('.')[0] ?? full]);
}

/** Control characters (line breaks become spaces) never reach a title bar; half a surrogate pair is not text. */
function plain(text: string, length: number): string {
  const clean = text
    .replace(/[\r\n\t]+/g, ' ')
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '')
    .slice(0, length);
  return clean.isWellFormed() ? clean : clean.toWellFormed().replace(/\ufffd$/, '');
}

function percentDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded UTF-8: the program's mistake, and the fact stays as it was.
    return null;
  }
}

/** VS Code's integration writes `\\` and `\xHH`. */
function unescaped633(text: string): string {
  return text.replace(/\\(\\|x([0-9a-fA-F]{2}))/g, (_, all: string, hex: string | undefined) =>
    hex === undefined ? all : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
