import type { HttpRoute, Reply } from '../../server/routes.ts';
import type { KeptAuthority } from './kept-authority.ts';
import { configurationProfile } from './profile.ts';
import { trustPage } from './trust-page.ts';

export interface TrustNeeds {
  /** Undefined while there is none, or none that can be read. */
  readonly authority: () => KeptAuthority | undefined;
  /** The label of `homeport-….local`: what tells this install's profile from another's. */
  readonly id: string;
  /** Of the https entrances that are open. */
  readonly origins: () => readonly string[];
}

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };
const NOTHING: Reply = {
  status: 404,
  headers: TEXT,
  body: 'There is no certificate yet. Homeport on the computer makes one: Settings, Network, “Better connections”, or `homeport trust https create`.\n',
};
const MOVED: Reply = { status: 302, headers: { location: '/trust/' } };

/**
 * What a phone needs to trust the authority, by every way: the page, and the certificate in the two forms that phones
 * take. None of it is a secret.
 */
export function trustRoutes(needs: TrustNeeds): HttpRoute[] {
  const route = (path: string, answer: (authority: KeptAuthority, origins: readonly string[]) => Reply): HttpRoute => ({
    kind: 'http',
    path,
    access: 'public',
    by: 'all',
    methods: ['GET', 'HEAD'],
    answer: (_request, _path, way) => {
      const authority = needs.authority();
      return authority === undefined ? NOTHING : answer(authority, way.origins);
    },
  });
  const file = (name: string, type: string): Record<string, string> => ({
    'content-type': type,
    'content-disposition': `attachment; filename="${name}"`,
  });
  return [
    { kind: 'http', path: '/trust', access: 'public', by: 'all', methods: ['GET', 'HEAD'], answer: () => MOVED },
    route('/trust/', ({ name, fingerprint }, here) => {
      const isTrusted = here.some((origin) => needs.origins().includes(origin));
      const secure = besides(here, needs.origins());
      const body = trustPage({ name, fingerprint, secure: secure && `${secure}/trust/`, isTrusted });
      return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
    }),
    route('/trust/homeport.mobileconfig', ({ name, cert }) => ({
      status: 200,
      headers: file('homeport.mobileconfig', 'application/x-apple-aspen-config'),
      body: configurationProfile({ name, cert, id: needs.id }),
    })),
    route('/trust/homeport.crt', ({ cert }) => ({
      status: 200,
      headers: file('homeport.crt', 'application/x-x509-ca-cert'),
      body: cert,
    })),
  ];
}

/** The https origin at the address by which the phone is here; another where there is none. */
function besides(here: readonly string[], secure: readonly string[]): string | null {
  const names = new Set(here.map((origin) => new URL(origin).hostname));
  return secure.find((origin) => names.has(new URL(origin).hostname)) ?? secure[0] ?? null;
}
