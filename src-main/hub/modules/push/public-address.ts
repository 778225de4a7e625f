import { BlockList, isIP } from 'node:net';

/** IPv4 that leads to nobody's public server (RFC 6890 and what came after it). */
const NOT_PUBLIC_4: ReadonlyArray<readonly [string, number]> = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** Parts of the global IPv6 range that lead elsewhere: into IPv4 by tunnels, or into examples. */
const NOT_PUBLIC_6: ReadonlyArray<readonly [string, number]> = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const notPublic = new BlockList();
for (const [address, prefix] of NOT_PUBLIC_4) notPublic.addSubnet(address, prefix, 'ipv4');
for (const [address, prefix] of NOT_PUBLIC_6) notPublic.addSubnet(address, prefix, 'ipv6');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

/** RFC 6052: in networks of IPv6 alone, the IPv4 address stands in the last four bytes. */
const NAT64 = '64:ff9b::';
const nat64 = new BlockList();
nat64.addSubnet(NAT64, 96, 'ipv6');

/** Whether an address is one of the public internet: none of this machine, of its networks, or of nobody. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublic.check(address, 'ipv4');
    case 6:
      if (nat64.check(address, 'ipv6')) return isPublicAddress(embedded4(address));
      return global6.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
    default:
      return false;
  }
}

function embedded4(address: string): string {
  // The URL parser writes every IPv6 address in one way, without dots.
  const [low = '0', high = '0'] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split(':').reverse();
  const [a, b] = [Number.parseInt(high || '0', 16), Number.parseInt(low || '0', 16)];
  return [a >> 8, a & 255, b >> 8, b & 255].join('.');
}
