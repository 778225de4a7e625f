import type { z } from 'zod';

/** As many as a person reads; the rest is usually the same mistake again. */
const MOST = 3;

/** A sentence that names the fields and what is wrong with them, without the values: they may be secrets. */
export function describeIssues(error: z.ZodError): string {
  const told = error.issues.slice(0, MOST).map(({ path, message }) => {
    const where = path.length === 0 ? 'The parameters are wrong' : `“${path.map(String).join('.')}” is wrong`;
    return `${where}: ${message}`;
  });
  const more = error.issues.length - told.length;
  return `${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
}
