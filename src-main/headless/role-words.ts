import type { Role } from '../../src-shared/protocol/rights.ts';
import { CliError, EXIT } from './cli-error.ts';

/** What each role is called for people, and what it lets a device do. */
const ROLES = {
  viewer: { name: 'watch', words: 'watch' },
  operator: { name: 'chat', words: 'watch, approve and chat' },
  admin: { name: 'full', words: 'do everything, also type' },
} as const satisfies Record<Role, { name: string; words: string }>;

export function roleWords(role: Role): string {
  return ROLES[role].words;
}

/** Reads `watch`, `chat` or `full`, or the role's own name. */
export function roleOf(text: string): Role {
  for (const [role, { name }] of Object.entries(ROLES)) if (text === name || text === role) return role as Role;
  throw new CliError('usage', `There is no role "${text}"; there are watch, chat and full.`, EXIT.usage);
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `30d`, `12h`, `90m`, or `ever`; ms, undefined for no end. */
export function lifetimeOf(text: string | undefined): number | undefined {
  if (text === undefined || text === 'ever') return undefined;
  const [, count = '', unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const ms = Number(count) * (UNITS[unit] ?? 0);
  if (ms > 0) return ms;
  throw new CliError('usage', `"${text}" is no time; write 90m, 12h, 30d or ever.`, EXIT.usage);
}
