import type { TerminalInfo, TerminalPhase } from '../protocol/channels/terminal/state.ts';

/** Controls, direction marks and what is no character; and the separators at which some systems break a line. */
const CONTROLS = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Text from a program as one short line: what is not a character is dropped. */
export function plainLine(text: string, most = 120): string {
  const line = text.replace(CONTROLS, '').trim();
  // By characters: half of a pair is none.
  return line.length <= most ? line : [...line].slice(0, most).join('');
}

/** The last part of a path, which is what people call a directory. */
export function lastPart(path: string): string {
  return path.split('/').filter(Boolean).at(-1) ?? path;
}

/** What a terminal is called: the user's name for it, what runs in it, what it calls itself, what was started. */
export function labelOf(info: TerminalInfo): string {
  if (info.name !== '') return plainLine(info.name);
  if (info.phase.kind === 'running' && info.run.kind === 'running') {
    const line = plainLine(info.run.line);
    if (line !== '') return line;
  }
  return plainLine(info.title) || plainLine(lastPart(info.command.file)).replace(/^-/, '');
}

/** A directory in few letters: the last two parts, with what was left out marked. */
export function shortPath(path: string): string {
  const parts = path.split('/').filter(Boolean);
  if (path.startsWith('~') || parts.length <= 2) return path;
  return `…/${parts.slice(-2).join('/')}`;
}

export function shortDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

/** The exit code of a command that was interrupted by Ctrl+C: the user knows, and nothing went wrong. */
const INTERRUPTED = 130;

/** Whether an exit code says that something went wrong. */
export function isFailure(exitCode: number | null): boolean {
  return exitCode !== null && exitCode !== 0 && exitCode !== INTERRUPTED;
}

/** A sentence about where a terminal is in its life; undefined while it simply runs. */
export function phaseSentence(phase: TerminalPhase): string | undefined {
  switch (phase.kind) {
    case 'running':
      return undefined;
    case 'unreachable':
      return 'Its keeper does not answer just now. The terminal may well be running; Homeport keeps trying.';
    case 'ended':
      if (phase.signal !== null) return `Ended by ${phase.signal}.`;
      if (phase.exitCode === null) return 'Ended.';
      return phase.exitCode === 0 ? 'Ended normally.' : `Ended with exit code ${phase.exitCode}.`;
    case 'lost':
      return `Lost: ${phase.reason.replace(/\.$/, '')}.`;
  }
}

/** In one word, for lists. */
export function phaseWord(phase: TerminalPhase): string {
  if (phase.kind === 'ended' && phase.signal !== null) return phase.signal;
  if (phase.kind === 'ended' && phase.exitCode !== null) return `exit ${phase.exitCode}`;
  return phase.kind;
}
