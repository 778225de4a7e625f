import { BlockList } from 'node:net';

/** A range of IPv4 addresses. */
export interface Range {
  readonly address: string;
  readonly prefix: number;
}

/** What private networks use (RFC 1918), and what machines take when nobody gives them an address (RFC 3927). */
export const PERMITTED: readonly Range[] = [
  { address: '10.0.0.0', prefix: 8 },
  { address: '172.16.0.0', prefix: 12 },
  { address: '192.168.0.0', prefix: 16 },
  { address: '169.254.0.0', prefix: 16 },
];

const list = new BlockList();
for (const { address, prefix } of PERMITTED) list.addSubnet(address, prefix, 'ipv4');

/** Whether the authority may speak for this IPv4 address. */
export function isPermitted(address: string): boolean {
  return list.check(address, 'ipv4');
}
