import { Tabs } from '@base-ui/react/tabs';
import {
  Bell,
  HardDrive,
  Info,
  type LucideIcon,
  Network,
  SlidersHorizontal,
  Smartphone,
  SquareTerminal,
} from 'lucide-react';
import { type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { SettingsSection } from '../../../src-shared/desktop/desktop-api.ts';
import { RefusedPage } from '../parts/refused-page.tsx';
import { AboutSection } from './about-section.tsx';
import { AwayBar } from './away-bar.tsx';
import { DevicesSection } from './devices-section.tsx';
import { GeneralSection } from './general-section.tsx';
import { NetworkSection } from './network-section.tsx';
import { NotificationsSection } from './notifications-section.tsx';
import type { SettingsWindow } from './settings-window.ts';
import { StorageSection } from './storage-section.tsx';
import { TerminalsSection } from './terminals-section.tsx';
import { SettingsWindowContext, useSettingsWindow } from './use-settings-window.ts';

interface Entry {
  readonly section: SettingsSection;
  readonly title: string;
  readonly icon: LucideIcon;
  readonly page: () => ReactNode;
}

const SECTIONS: ReadonlyArray<Entry> = [
  { section: 'general', title: 'General', icon: SlidersHorizontal, page: GeneralSection },
  { section: 'terminals', title: 'Terminals', icon: SquareTerminal, page: TerminalsSection },
  { section: 'notifications', title: 'Notifications', icon: Bell, page: NotificationsSection },
  { section: 'devices', title: 'Devices', icon: Smartphone, page: DevicesSection },
  { section: 'network', title: 'Network', icon: Network, page: NetworkSection },
  { section: 'storage', title: 'Storage', icon: HardDrive, page: StorageSection },
  { section: 'about', title: 'About', icon: Info, page: AboutSection },
];

export function SettingsPage({ window }: { readonly window: SettingsWindow }): ReactNode {
  return (
    <SettingsWindowContext value={window}>
      <Screen />
    </SettingsWindowContext>
  );
}

function Screen(): ReactNode {
  const { session, desktop } = useSettingsWindow();
  const connection = useStore(session.connection);
  if (connection.kind === 'refused')
    return <RefusedPage error={connection.error} desktop={desktop} onRetry={() => session.client.connect()} />;
  return <Sections />;
}

/** Sections beside their content; above it where there is little room. */
function Sections(): ReactNode {
  const { section: store, go } = useSettingsWindow();
  const section = useStore(store);
  const narrow = useNarrow();
  return (
    <Tabs.Root
      value={section}
      onValueChange={(next: SettingsSection) => go(next)}
      orientation={narrow ? 'horizontal' : 'vertical'}
      className="flex h-full flex-col bg-chrome min-[36rem]:flex-row"
    >
      <nav
        aria-label="Settings"
        className="flex shrink-0 flex-col border-line border-b min-[36rem]:w-48 min-[36rem]:border-r min-[36rem]:border-b-0 min-[52rem]:w-56"
      >
        <h1 className="px-4 pt-3.5 font-semibold text-[15px] tracking-tight min-[36rem]:px-5 min-[36rem]:pt-5 min-[36rem]:pb-2">
          Settings
        </h1>
        <SectionList section={section} />
      </nav>
      <main className="relative min-h-0 min-w-0 flex-1">
        <AwayBar />
        {SECTIONS.map(({ section: each, page: Page }) => (
          <Tabs.Panel key={each} value={each} className="thin-scroll h-full overflow-y-auto focus-visible:outline-none">
            <Page />
          </Tabs.Panel>
        ))}
      </main>
    </Tabs.Root>
  );
}

function SectionList({ section }: { readonly section: SettingsSection }): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  // In a row that scrolls, the chosen one is in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the choice is what moves it
  useEffect(() => {
    list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [section]);
  return (
    <Tabs.List
      ref={list}
      activateOnFocus
      aria-label="Sections"
      className="no-scrollbar flex scroll-px-16 min-[36rem]:scroll-px-3 gap-1 overflow-x-auto px-3 pt-2 pb-2.5 min-[36rem]:flex-col min-[36rem]:gap-0.5 min-[36rem]:pt-1"
    >
      {SECTIONS.map(({ section: each, title, icon: Icon }) => (
        <Tabs.Tab
          key={each}
          value={each}
          className="flex h-8 shrink-0 select-none items-center gap-2 rounded-md px-2.5 text-[13px] text-muted transition-colors hover:bg-hover hover:text-text data-active:bg-selected data-active:font-medium data-active:text-text pointer-coarse:h-10"
        >
          <Icon className="size-4 shrink-0" aria-hidden />
          {title}
        </Tabs.Tab>
      ))}
    </Tabs.List>
  );
}

const NARROW = '(max-width: 35.99rem)';

function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(NARROW);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => matchMedia(NARROW).matches,
  );
}
