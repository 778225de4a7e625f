import { CircleCheck, ExternalLink, LoaderCircle } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { AuthorityInfo } from '../../../src-shared/protocol/channels/tls/requests.ts';
import { TouchButton } from '../terminal/parts/touch-button.tsx';
import { type BetterWay, betterWays, type Probed, probe } from './better.ts';
import type { PhoneSession } from './phone-session.ts';
import { Group, Notice, Screen } from './screen.tsx';
import { inWords } from './why.ts';
import { LEVEL_WORDS } from './words.ts';

export interface BetterPageProps {
  readonly session: PhoneSession;
  readonly clock: Clock;
  /** Where the page is now. */
  readonly origin: string;
  readonly onBack: () => void;
  /** Leaves this page for another, which goes on as this device. */
  readonly goTo: (url: string) => void;
  /** Loads this page anew, since it came before there was the address it has to look at. */
  readonly reload: () => void;
}

/** How this phone comes to reach the hub so that nobody on the way can change what it is shown. */
export function BetterPage(props: BetterPageProps): ReactNode {
  const { session, origin, onBack } = props;
  const connection = useStore(session.hub.connection);
  const entrances = useStore(session.network, ({ state }) => state.entrances);
  const name = useStore(session.kept, ({ hub }) => hub.name);
  const level = connection.kind === 'open' ? connection.welcome.device.level : undefined;
  const ways = betterWays(level, entrances, session.kept.getState().good ?? origin);
  return (
    <Screen title="A better connection" onBack={onBack}>
      <p className="pb-2 text-[15px] leading-relaxed">
        {level === undefined
          ? `There is no connection to ${name} just now.`
          : `Now: ${LEVEL_WORDS[level].charAt(0).toLowerCase()}${LEVEL_WORDS[level].slice(1)}. Over https nobody on the way can change this page, it can be installed like an app, and it may notify you.`}
      </p>
      {level !== undefined && ways.length === 0 && (
        <Notice>
          There is no better way to {name} just now. On the computer, “Better connections” under Settings, Network,
          makes one.
        </Notice>
      )}
      {ways.map((way) => (
        <Way key={way.origin} {...props} way={way} name={name} />
      ))}
    </Screen>
  );
}

interface WayProps extends BetterPageProps {
  readonly way: BetterWay;
  readonly name: string;
}

function Way(props: WayProps): ReactNode {
  const { way, session, clock, goTo, reload, name } = props;
  const [probed, setProbed] = useState<Probed | 'looking' | 'not yet'>('not yet');
  const [error, setError] = useState<string>();
  const look = async (): Promise<void> => {
    setProbed('looking');
    setError(undefined);
    const found = await probe(way.origin, session.kept.getState(), clock, document);
    if (found === 'unknown here' && mayReload(way.origin)) reload();
    else setProbed(found);
  };
  const move = async (): Promise<void> => {
    setError(undefined);
    try {
      const { url } = await session.hub.client.request('pairing.move', { to: way.origin });
      session.learn({ movedTo: way.origin });
      goTo(url);
    } catch (thrown) {
      setError(inWords(thrown));
    }
  };
  return (
    <Group title={way.level === 'L1' ? 'This computer’s own certificate' : 'Tailscale'}>
      <ol className="list-none [counter-reset:step]">
        {way.level === 'L1' ? <Authority session={session} /> : <Tailscale name={name} />}
        <Step title="See whether this phone believes it">
          {probed === 'works' ? (
            <p role="status" className="flex items-center gap-2">
              <CircleCheck className="size-5 shrink-0 text-ok" aria-hidden />
              It does: {name} has answered at {new URL(way.origin).host}.
            </p>
          ) : (
            <>
              {probed !== 'not yet' && probed !== 'looking' && (
                <Notice>{way.level === 'L1' ? NOT_BELIEVED : NO_TAILNET}</Notice>
              )}
              <TouchButton className="w-full" disabled={probed === 'looking'} onClick={() => void look()}>
                {probed === 'looking' && <LoaderCircle className="size-5 motion-safe:animate-spin" aria-hidden />}
                {probed === 'looking' ? 'Looking…' : 'Look now'}
              </TouchButton>
            </>
          )}
        </Step>
        <Step title="Go on there">
          <p>
            This phone stays the same device and gets a new key, which nobody can read out of it. The page at the old
            address says where you went.
          </p>
          {error !== undefined && <Notice alert>{error}</Notice>}
          <TouchButton look="primary" className="w-full" disabled={probed !== 'works'} onClick={() => void move()}>
            Move this phone
          </TouchButton>
        </Step>
      </ol>
    </Group>
  );
}

const NOT_BELIEVED =
  'Not yet: this browser does not believe the certificate, or the computer does not answer there. Is it installed, and on an iPhone also switched on under Certificate Trust Settings?';
const NO_TAILNET = 'Not yet: the computer does not answer there. Is Tailscale switched on, on this phone too?';

function Authority({ session }: { readonly session: PhoneSession }): ReactNode {
  const [authority, setAuthority] = useState<AuthorityInfo>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    session.hub.client.request('tls.authority.read', {}).then(
      (answer) => setAuthority(answer.authority),
      (thrown) => setError(inWords(thrown)),
    );
  }, [session]);
  return (
    <>
      <Step title="Install the certificate">
        <p>The steps, with pictures, are on a page of their own. Come back here afterwards.</p>
        <a
          href="/trust/"
          target="_blank"
          rel="noopener"
          className="inline-flex min-h-11 w-full items-center justify-center gap-2 rounded-lg border border-line-strong bg-raised px-4 font-medium active:bg-hover"
        >
          Show the steps
          <ExternalLink className="size-4.5" aria-hidden />
        </a>
      </Step>
      <Step title="Compare before you trust it">
        <p>
          The phone shows the fingerprint of what you install. It must be that on your computer’s screen, under
          Settings, Network, from the first pair to the last:
        </p>
        {error !== undefined && <Notice alert>{error}</Notice>}
        <p className="rounded-lg bg-well px-3 py-2 font-mono text-[13px] leading-relaxed">
          {authority?.fingerprint ?? '…'}
        </p>
        <p className="text-[13px] text-muted">
          Look at the computer, not here: this page came through the network that you are about to stop trusting.
        </p>
      </Step>
    </>
  );
}

function Tailscale({ name }: { readonly name: string }): ReactNode {
  return (
    <Step title="Switch Tailscale on">
      <p>
        Install the Tailscale app on this phone, and log in where {name} is logged in. Then {name} is reached from
        everywhere, with a certificate that every browser knows.
      </p>
    </Step>
  );
}

function Step({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <li className="flex flex-col gap-2.5 border-line px-4 py-3.5 text-[15px] leading-snug not-first:border-t">
      <h3 className="flex items-center gap-2.5 font-medium [counter-increment:step] before:flex before:size-6 before:items-center before:justify-center before:rounded-full before:bg-well before:text-[13px] before:text-muted before:content-[counter(step)]">
        {title}
      </h3>
      {children}
    </li>
  );
}

const RELOADED = 'homeport.phone.reloaded';

/** Once for each address: a page that may still not speak to it after it came anew would never do anything else. */
function mayReload(origin: string): boolean {
  if (sessionStorage.getItem(RELOADED) === origin) return false;
  sessionStorage.setItem(RELOADED, origin);
  return true;
}
