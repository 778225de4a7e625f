import type { IncomingHttpHeaders } from 'node:http';
import type { TrustLevel } from '../../../src-shared/protocol/trust.ts';
import type { EntranceWish, Forwarded } from './entrance.ts';

/** One way into the hub, as the gate and connections see it. Compared by identity: whoever came by it goes with it. */
export interface Way {
  /** `own`: this machine's, with everything. `phones`: the phone's page and the encrypted channel alone. */
  readonly kind: 'own' | 'phones';
  readonly level: TrustLevel;
  /** By the id of the channel `network`. */
  readonly network: string | null;
  /** What a Host header may say, with the port unless the scheme implies it. */
  readonly hosts: ReadonlySet<string>;
  /** As browsers spell them, best first. */
  readonly origins: readonly string[];
  /** What the proxy says that this way leads through; undefined where clients come themselves. */
  readonly read?: (headers: IncomingHttpHeaders) => Forwarded;
}

const OWN_NAMES = ['localhost', '127.0.0.1', '[::1]'];

function hostOf(name: string): string {
  return name.includes(':') ? `[${name}]` : name.toLowerCase();
}

/** Browsers leave out the port that the scheme implies; programs may send it all the same. */
function way(facts: Pick<Way, 'kind' | 'level' | 'network'>, scheme: string, names: string[], port: number): Way {
  const usual = port === (scheme === 'https' ? 443 : 80);
  const withPort = names.map((name) => `${name}:${port}`);
  return {
    ...facts,
    hosts: new Set(usual ? [...names, ...withPort] : withPort),
    origins: (usual ? names : withPort).map((host) => `${scheme}://${host}`),
  };
}

/** This machine's own way: its loopback names with the hub's port. */
export function ownWay(port: number): Way {
  return way({ kind: 'own', level: 'local', network: null }, 'http', OWN_NAMES, port);
}

/** The way of an entrance for phones that has this port. */
export function wayOf({ level, network, names, by }: EntranceWish, port: number): Way {
  const facts = { kind: 'phones', level, network } as const;
  if (by.kind === 'listen') return way(facts, by.tls === undefined ? 'http' : 'https', names.map(hostOf), port);
  const { protocol, hostname, port: shown } = new URL(by.origin);
  const scheme = protocol === 'https:' ? 'https' : 'http';
  const at = shown === '' ? (scheme === 'https' ? 443 : 80) : Number(shown);
  return { ...way(facts, scheme, [hostname], at), read: by.read };
}
