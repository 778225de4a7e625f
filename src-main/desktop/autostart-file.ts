import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { readOwnFile } from '../hub/host/own-file.ts';
import { entryKeys, parseCommand, printCommand, withCommand } from './desktop-entry.ts';
import type { LoginEntry } from './login-item.ts';

/** Where a session looks for what it starts, as the XDG Base Directory Specification has it. */
export function autostartFile(env: Readonly<Record<string, string | undefined>>, home: string): string {
  const config = env['XDG_CONFIG_HOME'];
  // A relative path is to be ignored, says the specification.
  const base = config !== undefined && isAbsolute(config) ? config : join(home, '.config');
  return join(base, 'autostart', 'homeport.desktop');
}

/** The login item of a Linux desktop: a file that starts `command` with each session. */
export class AutostartFile implements LoginEntry {
  private readonly file: string;
  private readonly command: ReadonlyArray<string>;

  constructor(file: string, command: ReadonlyArray<string>) {
    this.file = file;
    this.command = command;
  }

  /** Desktops switch an entry off by a key in it, or by removing it. */
  read(): boolean {
    const text = this.text();
    if (text === undefined) return false;
    const keys = entryKeys(text);
    return keys.has('Exec') && keys.get('Hidden') !== 'true' && keys.get('X-GNOME-Autostart-enabled') !== 'false';
  }

  /** Throws what the system says. */
  write(on: boolean): void {
    if (on) this.put(this.entry());
    else rmSync(this.file, { force: true });
  }

  /** An AppImage that was moved or replaced by a newer one is found again; whatever still starts is left alone. */
  repair(): void {
    const text = this.text();
    if (text === undefined || !this.read()) return;
    const program = parseCommand(entryKeys(text).get('Exec') ?? '')?.[0];
    if (program === undefined || !isAbsolute(program) || existsSync(program)) return;
    this.put(withCommand(text, this.command));
  }

  private text(): string | undefined {
    try {
      return readOwnFile(this.file);
    } catch {
      // Not there, or not for us to read, and then not for the session either.
      return undefined;
    }
  }

  private put(text: string): void {
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    const draft = `${this.file}.${process.pid}`;
    try {
      writeFileSync(draft, text, { mode: 0o644 });
      renameSync(draft, this.file);
    } finally {
      rmSync(draft, { force: true });
    }
  }

  private entry(): string {
    return [
      '[Desktop Entry]',
      'Type=Application',
      'Name=Homeport',
      'Comment=Keeps your terminals within reach',
      'Icon=homeport',
      'Terminal=false',
      `Exec=${printCommand(this.command)}`,
      '',
    ].join('\n');
  }
}
