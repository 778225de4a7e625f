import { encode, renderUnicodeCompact } from 'uqr';

/** Light modules around the code, without which cameras do not find it. */
const QUIET_ZONE = 2;

/** The code as a square of modules, dark where true, with its quiet zone. */
export function qrModules(text: string): ReadonlyArray<ReadonlyArray<boolean>> {
  return encode(text, { ecc: 'L', border: QUIET_ZONE }).data;
}

/** The code as lines of block characters, for terminals: dark ones are the rule, so the light modules are what is drawn. */
export function qrLines(text: string): string[] {
  return renderUnicodeCompact(text, { ecc: 'L', border: QUIET_ZONE }).split('\n');
}
