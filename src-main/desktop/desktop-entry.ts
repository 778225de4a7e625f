/**
 * What of the freedesktop Desktop Entry Specification an autostart file needs: the keys of its main group, and the
 * quoting of its command, which has two layers.
 */

const GROUP = '[Desktop Entry]';

/** The keys of the main group as they are written, the first of each. */
export function entryKeys(text: string): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  let inside = false;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('[')) inside = line.trim() === GROUP;
    const [, key, value] = /^([A-Za-z0-9-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (inside && key !== undefined && value !== undefined && !keys.has(key)) keys.set(key, value);
  }
  return keys;
}

/** The same entry with another command; everything else, comments included, stays as somebody left it. */
export function withCommand(text: string, command: ReadonlyArray<string>): string {
  let inside = false;
  return text
    .split('\n')
    .map((line) => {
      if (line.startsWith('[')) inside = line.trim() === GROUP;
      return inside && /^Exec\s*=/.test(line) ? `Exec=${printCommand(command)}` : line;
    })
    .join('\n');
}

/** A command as the value of `Exec`. */
export function printCommand(command: ReadonlyArray<string>): string {
  return command.map((argument) => escapeValue(quote(argument))).join(' ');
}

/** The arguments of an `Exec`; undefined when it is not written by the rules, or has codes for files to open. */
export function parseCommand(value: string): ReadonlyArray<string> | undefined {
  const text = unescapeValue(value);
  const args: string[] = [];
  const word = /\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"\\]+))(?=\s|$)/gsy;
  while (word.lastIndex < text.trimEnd().length) {
    const found = word.exec(text);
    if (found === null) return undefined;
    const [, quoted, bare] = found;
    args.push((quoted === undefined ? (bare ?? '') : quoted.replace(/\\(.)/gs, '$1')).replaceAll('%%', '%'));
  }
  return args;
}

/** Within double quotes, four characters are escaped; a percent sign would begin a field code. */
function quote(argument: string): string {
  const literal = argument.replaceAll('%', '%%');
  return /^[A-Za-z0-9_\-+./:=@,%]+$/.test(literal) ? literal : `"${literal.replace(/["`$\\]/g, '\\$&')}"`;
}

/** Every value of type string is escaped once more, after the quoting. */
function escapeValue(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
}

function unescapeValue(value: string): string {
  const plain: Readonly<Record<string, string>> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' };
  return value.replace(/\\(.)/g, (whole, letter: string) => plain[letter] ?? whole);
}
