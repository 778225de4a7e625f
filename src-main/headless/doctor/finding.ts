/** One thing that was looked at. `note`: worth knowing, nothing to do. A problem has advice: what to do about it. */
export interface Finding {
  /** Stable name of the check, for scripts. */
  readonly check: string;
  readonly level: 'ok' | 'note' | 'problem';
  readonly text: string;
  readonly advice?: string;
}

export function fine(check: string, text: string): Finding {
  return { check, level: 'ok', text };
}

export function note(check: string, text: string, advice?: string): Finding {
  return { check, level: 'note', text, ...(advice === undefined ? {} : { advice }) };
}

export function problem(check: string, text: string, advice: string): Finding {
  return { check, level: 'problem', text, advice };
}
