import { CliError, EXIT } from '../cli-error.ts';

/** A key of the outer terminal that ends the attachment instead of being typed. */
export interface DetachKey {
  /** As it is shown to people. */
  readonly name: string;
  /** The index in a chunk of input (latin1) at which the key stands, -1 when it does not. */
  find(chunk: string): number;
}

/**
 * `ctrl-\`, `ctrl-]`, `ctrl-a`, `^a` or `none`. A program may have asked the outer terminal for the kitty keyboard or
 * for modifyOtherKeys; then the same key arrives as an escape sequence.
 */
export function detachKey(text: string): DetachKey {
  if (text === 'none') return { name: 'none', find: () => -1 };
  const [, letter] = /^(?:ctrl[-+]|\^)([a-z@[\\\]^_])$/i.exec(text) ?? [];
  if (letter === undefined)
    throw new CliError(
      'usage',
      `"${text}" is no detach key. Use ctrl- and a letter, or ctrl-\\, ctrl-] or none.`,
      EXIT.usage,
    );
  const code = letter.toUpperCase().charCodeAt(0) & 0x1f;
  const key = letter.toLowerCase().charCodeAt(0);
  const sequence = new RegExp(`${ESC}\\[(?:${key}(?::\\d*)*;5(?::1)?(?:;[\\d:]*)?u|27;5;${key}~)`);
  return {
    name: `Ctrl+${letter.toUpperCase()}`,
    find(chunk) {
      const plain = chunk.indexOf(String.fromCharCode(code));
      return plain >= 0 ? plain : (sequence.exec(chunk)?.index ?? -1);
    },
  };
}

const ESC = '\\x1b';
