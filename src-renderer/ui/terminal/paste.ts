/** What a paste needs before it may go to a terminal. */
export type PastePlan =
  | { readonly kind: 'send'; readonly data: string }
  /** Several lines would run at once in a plain shell: the user sees them first. */
  | { readonly kind: 'ask'; readonly text: string; readonly lines: number; readonly data: string }
  | { readonly kind: 'nothing' };

// C0 except tab, newline and carriage return; DEL; C1. Among them ESC, which could end a bracketed paste early, and the
// characters that a shell's line editor takes as commands.
// biome-ignore lint/suspicious/noControlCharactersInRegex: taking controls out is the point
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
// Characters that turn what follows around, so that one reads something else than one pastes.
const BIDI = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text as it may be typed into a terminal: no control characters but tab and line ends, which become CR. */
export function cleanPaste(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROLS, '').replace(BIDI, '').replace(/\n/g, '\r');
}

/**
 * Decides what happens with pasted text. `bracketed`: the program asked for DEC mode 2004. `confirm`: the user wants to
 * be asked before several lines run.
 */
export function planPaste(text: string, bracketed: boolean, confirm = true): PastePlan {
  const clean = cleanPaste(text);
  if (clean === '') return { kind: 'nothing' };
  if (bracketed) return { kind: 'send', data: `\x1b[200~${clean}\x1b[201~` };
  // A single line with its line end is what copying a whole line gives: it would run at once as well.
  if (!confirm || !clean.includes('\r')) return { kind: 'send', data: clean };
  const lines = clean.replace(/\r$/, '').split('\r').length;
  return { kind: 'ask', text: clean.replace(/\r/g, '\n'), lines, data: clean };
}
