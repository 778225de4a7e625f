import { ChevronRight, ShieldPlus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { type StoreApi, useStore } from 'zustand';
import type { ThemeChoice } from '../../../src-shared/protocol/channels/settings/state.ts';
import { cx } from '../../ui/kit/class-names.ts';
import { TouchButton } from '../terminal/parts/touch-button.tsx';
import { inOrder } from './addresses.ts';
import { dateWords } from './barred-page.tsx';
import { betterWays } from './better.ts';
import type { PhoneSession } from './phone-session.ts';
import { Fact, Group, Screen } from './screen.tsx';
import { Sheet } from './sheet.tsx';
import { LEVEL_WORDS, lessHere, ROLE_WORDS } from './words.ts';

export interface SettingsPageProps {
  readonly session: PhoneSession;
  readonly theme: StoreApi<ThemeChoice>;
  /** Scheme, host and port that the page came from. */
  readonly origin: string;
  readonly version: string;
  readonly onBack: () => void;
  readonly onBetter: () => void;
  readonly onForget: () => void;
  /** Further groups, such as notifications. */
  readonly children?: ReactNode;
}

/** What this phone is to its hub, and how its page is. */
export function SettingsPage(props: SettingsPageProps): ReactNode {
  const { session, theme, origin, version, onBack, onBetter, onForget, children } = props;
  return (
    <Screen title="Settings" onBack={onBack}>
      <ThisPhone session={session} />
      <TheConnection session={session} origin={origin} onBetter={onBetter} />
      {children}
      <Appearance theme={theme} />
      <Forget session={session} onForget={onForget} />
      <p className="pt-6 text-center text-[13px] text-faint">Homeport {version}</p>
    </Screen>
  );
}

function ThisPhone({ session }: { readonly session: PhoneSession }): ReactNode {
  const { hub, about } = useStore(session.kept);
  if (about === undefined) return null;
  return (
    <Group title={`This phone on ${hub.name}`}>
      <Fact name="Name">{about.name}</Fact>
      <Fact name="May">{ROLE_WORDS[about.role]}</Fact>
      <Fact name="Until">{about.expiresAt === null ? 'No end' : dateWords(about.expiresAt)}</Fact>
    </Group>
  );
}

function TheConnection(props: {
  readonly session: PhoneSession;
  readonly origin: string;
  readonly onBetter: () => void;
}): ReactNode {
  const { session, origin, onBetter } = props;
  const connection = useStore(session.hub.connection);
  const entrances = useStore(session.network, ({ state }) => state.entrances);
  const { origins, good, about } = useStore(session.kept);
  const open = connection.kind === 'open';
  const level = open ? connection.welcome.device.level : about?.level;
  const less = open ? lessHere(connection.welcome) : undefined;
  const ways = inOrder(origin, origins, good);
  return (
    <Group title="Connection">
      <div className="px-4 py-2.5 text-[15px]">
        {level === undefined ? 'Not connected yet' : LEVEL_WORDS[level]}
        {!open && <span className="block text-[13px] text-muted">As it was when the computer answered last</span>}
        {less !== undefined && <span className="mt-1 block text-[13px] text-muted">{less}</span>}
      </div>
      {open && betterWays(level, entrances).length > 0 && (
        <button
          type="button"
          className="flex min-h-12 w-full touch-manipulation items-center gap-3 px-4 text-left text-[15px] text-accent active:bg-hover"
          onClick={onBetter}
        >
          <ShieldPlus className="size-5 shrink-0" aria-hidden />
          <span className="flex-1">Make this connection better</span>
          <ChevronRight className="size-5 shrink-0 text-faint" aria-hidden />
        </button>
      )}
      <div className="px-4 py-2.5">
        <p className="text-[15px] text-muted">Addresses it looks at</p>
        <ul className="pt-1 font-mono text-[13px]">
          {ways.map((way) => (
            <li key={way} className="flex flex-wrap justify-between gap-x-3 py-0.5">
              <span className="break-all">{way}</span>
              {open && way === good && <span className="font-sans text-ok">in use</span>}
            </li>
          ))}
        </ul>
      </div>
    </Group>
  );
}

const THEMES: ReadonlyArray<readonly [ThemeChoice, string]> = [
  ['system', 'As the phone'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

function Appearance({ theme }: { readonly theme: StoreApi<ThemeChoice> }): ReactNode {
  const chosen = useStore(theme);
  return (
    <Group title="Appearance">
      <fieldset className="px-4 py-2.5">
        <legend className="sr-only">Theme</legend>
        <div className="flex rounded-xl bg-well p-1">
          {THEMES.map(([choice, words]) => (
            <button
              key={choice}
              type="button"
              aria-pressed={choice === chosen}
              className={cx(
                'min-h-11 flex-1 touch-manipulation rounded-lg px-2 text-[15px]',
                choice === chosen ? 'bg-lifted font-medium shadow-sm' : 'text-muted',
              )}
              onClick={() => theme.setState(choice, true)}
            >
              {words}
            </button>
          ))}
        </div>
        <p className="pt-2 text-[13px] text-muted">The size of a terminal’s letters is in its own menu.</p>
      </fieldset>
    </Group>
  );
}

function Forget({ session, onForget }: { readonly session: PhoneSession; readonly onForget: () => void }): ReactNode {
  const name = useStore(session.kept, ({ hub }) => hub.name);
  const [asks, setAsks] = useState(false);
  return (
    <div className="pt-8">
      <TouchButton look="warning" className="w-full" onClick={() => setAsks(true)}>
        Forget this computer
      </TouchButton>
      {asks && (
        <Sheet title={`Forget ${name}?`} onClose={() => setAsks(false)}>
          <p className="pb-4 text-[15px] leading-snug">
            This phone throws its key away, and everything else that it keeps of {name}. To come back it has to be
            paired anew. On {name} it stays listed under Devices until you remove it there.
          </p>
          <div className="flex flex-col gap-2.5">
            <TouchButton look="danger" onClick={onForget}>
              Forget it
            </TouchButton>
            <TouchButton onClick={() => setAsks(false)}>Cancel</TouchButton>
          </div>
        </Sheet>
      )}
    </div>
  );
}
