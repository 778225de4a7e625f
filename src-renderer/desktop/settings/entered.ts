import { err, ok, type Result } from '../../../src-shared/base/result.ts';
import { settingsSchema } from '../../../src-shared/protocol/channels/settings/state.ts';

/** What somebody typed into a field, as the setting it means; else a sentence that says what to type instead. */
export type Entered<T> = Result<T, string>;

const { appearance, network, terminals } = settingsSchema.def.shape;
const portSchema = network.unwrap().shape.port;
const fontSchema = appearance.unwrap().shape.fontFamily;
const shellSchema = terminals.unwrap().shape.shell;

export function enteredPort(text: string): Entered<number> {
  const digits = text.trim();
  if (!/^\d{1,9}$/.test(digits)) return err('A port is a whole number from 1024 to 65535.');
  const port = Number(digits);
  if (port < 1024) return err('Ports below 1024 belong to the system. Choose one from 1024 to 65535.');
  return portSchema.safeParse(port).success ? ok(port) : err('There is no such port. Choose one from 1024 to 65535.');
}

export function enteredFont(text: string): Entered<string> {
  const names = text.trim();
  if (names.length > 200) return err('This is too long. Name one font, or a few with commas between them.');
  if (fontSchema.safeParse(names).success) return ok(names);
  return err('A font’s name holds none of ; { } < > and no backslash.');
}

export function enteredShell(text: string): Entered<string> {
  const path = text.trim();
  if (path === '') return err('Type the shell’s whole path, such as /usr/bin/fish.');
  if (shellSchema.safeParse(path).success) return ok(path);
  return err('Type the whole path, from / or a drive’s letter on, such as /usr/bin/fish.');
}
