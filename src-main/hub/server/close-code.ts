import { ERRORS, type ErrorName } from '../../../src-shared/protocol/errors.ts';

/** Codes of the error table from 4000 on are valid close codes as they are; JSON-RPC's own are not. */
export function closeCode(error: ErrorName): number {
  const { code } = ERRORS[error];
  if (code >= 4000) return code;
  return error === 'internal' ? 1011 : 1008;
}
