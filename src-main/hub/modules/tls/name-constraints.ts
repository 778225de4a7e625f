import type { Range } from './permitted.ts';

/** RFC 5280, 4.2.1.10. */
export const NAME_CONSTRAINTS = '2.5.29.30';

const SEQUENCE = 0x30;
const PERMITTED_SUBTREES = 0xa0;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/**
 * The value of the extension by which an authority says what it may speak for: one name with those below it, and these
 * ranges. It names no IPv6 range, and one that names addresses at all forbids all others.
 */
export function nameConstraints(name: string, ranges: readonly Range[]): Uint8Array {
  const bases = [
    der(DNS_NAME, Buffer.from(name, 'latin1')),
    ...ranges.map((range) => der(IP_ADDRESS, Buffer.concat([octets(range.address), mask(range.prefix)]))),
  ];
  const subtrees = bases.map((base) => der(SEQUENCE, base));
  return der(SEQUENCE, der(PERMITTED_SUBTREES, Buffer.concat(subtrees)));
}

function octets(address: string): Uint8Array {
  return Uint8Array.from(address.split('.'), Number);
}

function mask(prefix: number): Uint8Array {
  const bits = Buffer.alloc(4);
  bits.writeUInt32BE((2 ** 32 - 2 ** (32 - prefix)) >>> 0);
  return bits;
}

/** Tag, length, content. */
function der(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  if (length > 0xff) throw new Error(`invariant broken: ${length} bytes of name constraints`);
  // From 128 on, the length says first how many bytes it has.
  return Buffer.concat([Uint8Array.from(length < 0x80 ? [tag, length] : [tag, 0x81, length]), content]);
}
