import { type ReactNode, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { AuthorityInfo } from '../../../../src-shared/protocol/channels/tls/requests.ts';
import { Button } from '../../../ui/kit/button.tsx';
import { Confirm } from '../../../ui/kit/confirm.tsx';
import { CopyButton } from '../../../ui/kit/copy-button.tsx';
import { Row } from '../../../ui/kit/row.tsx';
import { QrCode } from '../../parts/qr-code.tsx';
import { useAsked, useSettingsWindow } from '../use-settings-window.ts';
import { dayOf, fingerprintGroups } from './network-words.ts';
import { type Act, useAct } from './use-act.ts';

const LABEL = 'Https with this computer’s own authority';
const BEFORE =
  'Makes a certificate authority on this computer, for private addresses and its own “.local” name only: it cannot speak for any website. Each phone installs it once.';

/** This install's own certificate authority: made on the user's word, compared, installed, given up. */
export function AuthorityRows(): ReactNode {
  const { session, network } = useSettingsWindow();
  const ways = useStore(network, ({ state }) => JSON.stringify([state.lan, state.entrances]));
  const secrets = useStore(session.hub, ({ state }) => state.secrets.phase);
  const act = useAct();
  const asked = useAsked(() => session.client.request('tls.authority.read', {}), `${ways} ${secrets} ${act.turn}`);
  if (asked.kind === 'asking') return <Row composite label={LABEL} hint="Asking the hub…" />;
  if (asked.kind === 'refused') return <Row composite label={LABEL} error={asked.sentence} />;
  const { authority } = asked.answer;
  const create = (): void => act.run(() => session.client.request('tls.authority.create', {}));
  if (authority.fingerprint === null)
    return (
      <Row composite label={LABEL} hint={<Sentence authority={authority} />} error={act.error}>
        {authority.phase === 'none' && (
          <Button focusableWhenDisabled disabled={act.busy} onClick={create}>
            Make it
          </Button>
        )}
        {authority.phase === 'failed' && <RemoveButton act={act} />}
      </Row>
    );
  return <Known authority={authority} fingerprint={authority.fingerprint} act={act} />;
}

function Sentence({ authority }: { readonly authority: AuthorityInfo }): ReactNode {
  return <span role="status">{authority.phase === 'none' ? BEFORE : authority.sentence}</span>;
}

interface KnownProps {
  readonly authority: AuthorityInfo;
  readonly fingerprint: string;
  readonly act: Act;
}

function Known({ authority, fingerprint, act }: KnownProps): ReactNode {
  const { clock } = useSettingsWindow();
  const { phase, sentence, notAfter, install } = authority;
  const failed = phase === 'failed' ? sentence : undefined;
  return (
    <>
      <Row
        composite
        label={LABEL}
        hint={
          <span role="status">
            {failed === undefined && `${sentence} `}
            {notAfter !== null && lastingWords(notAfter, clock.now())}
          </span>
        }
        error={act.error ?? failed}
      >
        <RemoveButton act={act} />
      </Row>
      <Row
        composite
        label="Its fingerprint"
        hint={
          <>
            <span className="grid w-fit grid-cols-2 gap-x-5 gap-y-0.5 select-all font-mono text-text min-[52rem]:grid-cols-4">
              {fingerprintGroups(fingerprint).map((group) => (
                <span key={group}>{group} </span>
              ))}
            </span>
            <span className="mt-1 block">
              The phone shows the same before it trusts it. If it does not, stop there.
            </span>
          </>
        }
      >
        <CopyButton clock={clock} text={fingerprint}>
          Copy
        </CopyButton>
      </Row>
      {install !== null && <InstallRow install={install} />}
    </>
  );
}

function lastingWords(notAfter: number, now: number): string {
  const days = Math.floor((notAfter - now) / (24 * 60 * 60 * 1000));
  return days < 0 ? '' : `Good until ${dayOf(notAfter)}: ${days.toLocaleString()} more days.`;
}

/** Where a phone gets it: by its camera, or typed. */
function InstallRow({ install }: { readonly install: string }): ReactNode {
  const { clock } = useSettingsWindow();
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-3 px-4 py-3">
      <QrCode text={install} label="Code of the page that installs it" className="size-36" />
      <div className="min-w-52 flex-1 text-[13px]">
        <p>Install it on a phone</p>
        <p className="mt-0.5 text-pretty text-[12px] text-muted">
          Scan this with the phone’s camera, or open the address there. The page has the steps for iPhone and Android,
          and leads on to https.
        </p>
        <p className="mt-2 flex flex-wrap items-center gap-2">
          <span className="select-all break-all font-mono text-[12px]">{install}</span>
          <CopyButton clock={clock} text={install}>
            Copy
          </CopyButton>
        </p>
      </div>
    </div>
  );
}

function RemoveButton({ act }: { readonly act: Act }): ReactNode {
  const { session } = useSettingsWindow();
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button
        ref={button}
        aria-label="Remove…: the authority"
        focusableWhenDisabled
        disabled={act.busy}
        onClick={() => setAsking(true)}
      >
        Remove…
      </Button>
      {asking && (
        <Confirm
          title="Remove the authority?"
          description={
            <>
              <p>
                Homeport stops listening by its https. Phones that use it are cut off there: the installed page opens
                offline only, and notifications end. They stay paired, and reach this computer by plain http, or by
                Tailscale.
              </p>
              <p className="mt-2">
                It cannot be brought back. Another one has another fingerprint, and each phone has to install it anew;
                the profile of this one can be deleted there.
              </p>
            </>
          }
          confirm="Remove"
          danger
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            act.run(() => session.client.request('tls.authority.remove', {}));
          }}
          finalFocus={() => button.current}
        />
      )}
    </>
  );
}
