import { Share, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { SettingRow } from '../parts/setting-rows.tsx';
import { Group } from '../shell/screen.tsx';
import { TouchButton } from '../terminal/parts/touch-button.tsx';
import type { InstallOffer, InstallWay } from './install-offer.ts';

/** Said once, above the list, where the page can be installed now. */
export function InstallHint({ offer }: { readonly offer: InstallOffer }): ReactNode {
  const { way, dismissed } = useStore(offer.state);
  if (dismissed || (way !== 'prompt' && way !== 'apple')) return null;
  return (
    <aside
      aria-label="Install"
      className="mb-4 flex items-start gap-2 rounded-xl border border-line bg-raised py-1.5 pl-4"
    >
      <div className="min-w-0 flex-1 py-2 text-[14px] leading-snug">
        <p className="font-semibold">Homeport on your home screen</p>
        <p className="text-muted">
          {way === 'apple' ? (
            <AppleWords />
          ) : (
            'It opens without the browser’s bars, also without a network, and can tell you of what happens.'
          )}
        </p>
        {way === 'prompt' && (
          <TouchButton look="primary" className="mt-2" onClick={() => void offer.install()}>
            Install
          </TouchButton>
        )}
      </div>
      <TouchButton look="icon" aria-label="Not now" onClick={() => offer.dismiss()}>
        <X className="size-5" aria-hidden />
      </TouchButton>
    </aside>
  );
}

function AppleWords(): ReactNode {
  return (
    <>
      Tap <Share className="mx-0.5 inline size-4 align-[-3px] text-accent" role="img" aria-label="the share button" />,
      then “Add to Home Screen”. From there it opens without a network, and can tell you of what happens.
    </>
  );
}

const WORDS: Readonly<Record<InstallWay, { readonly label: string; readonly hint: ReactNode }>> = {
  installed: { label: 'Homeport is on your home screen', hint: 'It opens without a network, with the last screens.' },
  prompt: { label: 'Put Homeport on your home screen', hint: 'It opens like an app, also without a network.' },
  apple: { label: 'Put Homeport on your home screen', hint: <AppleWords /> },
  menu: {
    label: 'Put Homeport on your home screen',
    hint: 'By the browser’s menu: “Install app” or “Add to home screen”, where it has that.',
  },
  plain: {
    label: 'The home screen needs a better connection',
    hint: 'Browsers install pages only where nobody in the Wi-Fi could have changed them.',
  },
};

/** The same for the settings page, at any time. */
export function InstallGroup({ offer }: { readonly offer: InstallOffer }): ReactNode {
  const { way } = useStore(offer.state);
  return (
    <Group title="Home screen">
      <SettingRow {...WORDS[way]}>
        {way === 'prompt' && <TouchButton onClick={() => void offer.install()}>Install</TouchButton>}
      </SettingRow>
    </Group>
  );
}
