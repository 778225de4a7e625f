import { DisposableStore } from '../../../../src-shared/base/disposable.ts';
import { Emitter, type Event } from '../../../../src-shared/base/emitter.ts';
import type { AuthorityInfo, tlsRequests } from '../../../../src-shared/protocol/channels/tls/requests.ts';
import type { RunningModule } from '../module.ts';
import { Authority, type AuthorityNeeds, type AuthorityPhase } from './authority.ts';
import { HttpsEntrances, type HttpsNeeds } from './https-entrances.ts';
import { trustRoutes } from './trust-routes.ts';

/** Some time before phones would have to install another. */
const EXPIRES_SOON_MS = 60 * 24 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface TlsNeeds extends AuthorityNeeds, Pick<HttpsNeeds, 'lan' | 'open'> {}

export interface RunningTls extends RunningModule<typeof tlsRequests> {
  /** Fires when what {@link info} says has changed, or the entrances have. */
  readonly onChanged: Event<AuthorityInfo>;
  readonly info: AuthorityInfo;
}

/** Https on the local network without anybody else: this install's own authority, its leaves, and how phones install it. */
export function startTls(needs: TlsNeeds): RunningTls {
  const owned = new DisposableStore();
  const changed = owned.add(new Emitter<AuthorityInfo>());
  const authority = owned.add(new Authority(needs));
  const known = () => (authority.phase.kind === 'known' ? authority.phase.authority : undefined);
  // Nobody believes a leaf of one that has expired.
  const lasting = () => {
    const found = known();
    return found !== undefined && needs.clock.now() < found.notAfter ? found : undefined;
  };
  const https = owned.add(new HttpsEntrances({ ...needs, authority: lasting }));
  owned.add(authority.onChanged(() => void https.bringUpToDate()));

  const info = (): AuthorityInfo => describe(needs, authority.phase, https);
  owned.add(https.onChanged(() => changed.fire(info())));
  const id = needs.localName.replace(/\.local$/, '');
  const routes = trustRoutes({
    authority: known,
    id,
    origins: () => https.origins,
  });
  return {
    handlers: {
      'tls.authority.read': () => ({ authority: info() }),
      'tls.authority.create': async () => {
        await authority.create();
        await https.bringUpToDate();
        return { authority: info() };
      },
      'tls.authority.remove': async () => {
        authority.remove();
        await https.bringUpToDate();
        return { authority: info() };
      },
    },
    routes,
    onChanged: changed.event,
    get info() {
      return info();
    },
    dispose: () => owned.dispose(),
  };
}

function describe(needs: TlsNeeds, phase: AuthorityPhase, https: HttpsEntrances): AuthorityInfo {
  const { names, origins } = https;
  const [plain] = needs.lan.list();
  const install = plain === undefined ? null : `http://${plain.address}:${plain.port}/trust/`;
  const nothing = { fingerprint: null, notAfter: null, names: [], install: null, origins: [] };
  switch (phase.kind) {
    case 'waiting':
      return { phase: 'waiting', sentence: phase.sentence, ...nothing };
    case 'none':
      return { phase: 'none', sentence: 'There is no certificate authority yet.', ...nothing };
    case 'damaged':
      return { phase: 'failed', sentence: DAMAGED, ...nothing };
    case 'known': {
      const { fingerprint, notAfter } = phase.authority;
      const told = { fingerprint, notAfter, names: [...names], install, origins: [...origins] };
      const daysLeft = Math.floor((notAfter - needs.clock.now()) / DAY_MS);
      if (daysLeft < 0) return { phase: 'failed', sentence: EXPIRED, ...told };
      const because = https.refusals.join(' ');
      if (origins.length === 0 && because !== '') return { phase: 'failed', sentence: because, ...told };
      const open =
        plain === undefined ? CLOSED : `Phones that trust this authority reach Homeport by https. ${because}`;
      const soon =
        (daysLeft + 1) * DAY_MS <= EXPIRES_SOON_MS ? ` It expires in ${daysLeft} days; then make another.` : '';
      return { phase: 'ready', sentence: `${open.trim()}${soon}`, ...told };
    }
  }
}

const CLOSED = 'The authority is there. Homeport listens by https as soon as it listens on your networks.';
const EXPIRED = 'The authority has expired. Remove it and make another; phones must install that one.';
const DAMAGED =
  'The authority is damaged in authority.db. Put the data directory back from a backup, or remove it and make another; phones must install that one.';
