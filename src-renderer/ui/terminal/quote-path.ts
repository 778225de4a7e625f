/** Characters that no shell takes for more than themselves. */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what needs the other kind of quotes
const CONTROLS = /[\u0000-\u001f\u007f]/;

const WINDOWS = /^[A-Za-z]:[\\/]|^\\\\/;

/**
 * A path as one types it into a shell so that it is one word and runs nothing; undefined when there is no such way.
 * POSIX shells: single quotes, or `$'…'` for control characters, which could press Enter.
 */
export function quotePath(path: string): string | undefined {
  if (WINDOWS.test(path)) return quoteWindowsPath(path);
  if (CONTROLS.test(path)) return `$'${escapeControls(path)}'`;
  if (PLAIN.test(path) && !path.startsWith('-')) return path;
  return `'${path.replaceAll("'", `'\\''`)}'`;
}

/** PowerShell runs `$(…)` within double quotes, cmd.exe knows no single ones: a name that needs both has no way. */
function quoteWindowsPath(path: string): string | undefined {
  if (/^[\w:\\/.-]+$/.test(path)) return path;
  if (!/[$`"\u2018-\u201f]/.test(path)) return `"${path}"`;
  return /[&^%'"\u2018-\u201f]/.test(path) ? undefined : `'${path}'`;
}

function escapeControls(path: string): string {
  return path
    .replace(/[\\']/g, '\\$&')
    .replace(new RegExp(CONTROLS, 'g'), (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
