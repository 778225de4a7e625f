import type { ReactNode } from 'react';
import type { About } from '../../../src-shared/desktop/desktop-api.ts';
import { CopyButton } from '../../ui/kit/copy-button.tsx';
import { Group } from '../../ui/kit/row.tsx';
import { browserAbout } from './browser-about.ts';
import { IdentityGroup } from './identity-group.tsx';
import { Licences } from './licences.tsx';
import { SectionPage } from './section-page.tsx';
import { UpdateRow } from './update-row.tsx';
import { useAsked, useSettingsWindow } from './use-settings-window.ts';

/** As their makers write them. */
const NAMES: Readonly<Record<string, string>> = {
  electron: 'Electron',
  chrome: 'Chromium',
  node: 'Node.js',
  v8: 'V8',
  system: 'System',
};

export function AboutSection(): ReactNode {
  const { desktop, session, clock } = useSettingsWindow();
  const asked = useAsked<About>(async () => {
    if (desktop !== undefined) return desktop.readAbout();
    return browserAbout(await session.client.request('hub.status.read', {}));
  });
  const about = asked.kind === 'answer' ? asked.answer : undefined;
  return (
    <SectionPage title="About">
      <Group>
        <div className="flex items-center gap-4 px-4 py-4">
          <img src="./icon.svg" alt="" className="size-12" />
          <div className="min-w-0 flex-1">
            <div className="font-semibold text-[15px]">Homeport</div>
            <div className="text-[12px] text-muted">
              {about !== undefined
                ? `Version ${about.version}`
                : asked.kind === 'refused'
                  ? asked.sentence
                  : 'Asking for the version…'}
            </div>
          </div>
          {about !== undefined && (
            <CopyButton clock={clock} text={about.diagnostics}>
              Copy diagnostics
            </CopyButton>
          )}
        </div>
        {desktop !== undefined && <UpdateRow desktop={desktop} />}
      </Group>
      {about !== undefined && (
        <Group title="Versions">
          <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 px-4 py-3 text-[12.5px]">
            {Object.entries(about.versions).map(([name, version]) => (
              <div key={name} className="contents">
                <dt className="text-muted">{NAMES[name] ?? name}</dt>
                <dd className="select-text break-words text-right font-mono text-[12px]">{version}</dd>
              </div>
            ))}
          </dl>
        </Group>
      )}
      <IdentityGroup />
      <Group title="Licences">
        <Licences />
      </Group>
    </SectionPage>
  );
}
