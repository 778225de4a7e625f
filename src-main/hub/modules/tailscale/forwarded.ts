import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { Forwarded } from '../../server/entrance.ts';

/** The addresses that Tailscale gives out. */
const tailnet = new BlockList();
tailnet.addSubnet('100.64.0.0', 10, 'ipv4');
tailnet.addSubnet('fd7a:115c:a1e0::', 48, 'ipv6');

/** Everybody whose address Tailscale does not say, or says to be one that could be taken for somebody else's. */
const SOMEBODY = 'tailnet';

const FROM_THE_INTERNET = 'Homeport does not answer the internet. Use it from a device of its own tailnet.';

/**
 * Reads the headers of a request that came to the entrance for Tailscale. Tailscale writes them over, and any program of
 * this machine can come in its place and write what it likes: so the peer's address separates the peers' allowances and
 * is told to the operator, `Tailscale-User-*` is not looked at, and the mark of Funnel only turns away.
 */
export function readForwarded(headers: IncomingHttpHeaders, funnelled: () => void): Forwarded {
  const told = headers['x-forwarded-for'];
  const from = typeof told === 'string' && isOfTailnet(told) ? told : SOMEBODY;
  if (headers['tailscale-funnel-request'] === undefined) return { from, refusal: undefined };
  funnelled();
  return { from, refusal: FROM_THE_INTERNET };
}

function isOfTailnet(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && tailnet.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
