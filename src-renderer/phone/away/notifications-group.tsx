import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { LONG_COMMAND_MS } from '../../../src-shared/attention/attention.ts';
import type { PushWishes } from '../../../src-shared/protocol/channels/push/requests.ts';
import { SettingRow, SwitchRow } from '../parts/setting-rows.tsx';
import { Group } from '../shell/screen.tsx';
import { TouchButton } from '../terminal/parts/touch-button.tsx';
import type { PushDesk, PushStanding, PushTest } from './push-desk.ts';
import { QuietRows } from './quiet-rows.tsx';

export interface NotificationsGroupProps {
  readonly desk: PushDesk;
  /** Leads to how the connection gets better; without it that is only said. */
  readonly onBetter?: () => void;
}

type Ready = PushStanding & { readonly kind: 'ready' };

/** Whether this phone is told of what happens while it is away, and of what. */
export function NotificationsGroup({ desk, onBetter }: NotificationsGroupProps): ReactNode {
  const standing = useStore(desk.standing);
  if (standing.kind !== 'ready') return <Obstacle kind={standing.kind} onBetter={onBetter} />;
  const { on, busy, trouble } = standing;
  return (
    <Group title="Notifications">
      <SwitchRow
        label="Notifications on this phone"
        hint={
          on ? 'Also while Homeport is closed.' : 'Also while Homeport is closed. The browser asks for your permission.'
        }
        error={trouble}
        checked={on}
        disabled={busy}
        onChange={(next) => void (next ? desk.turnOn() : desk.turnOff())}
      />
      {on && <Wishes desk={desk} standing={standing} />}
      {on && <TestRow desk={desk} />}
    </Group>
  );
}

function Wishes({ desk, standing }: { readonly desk: PushDesk; readonly standing: Ready }): ReactNode {
  const { wishes, busy } = standing;
  const kind = (label: string, name: 'bell' | 'finished' | 'ended', hint?: string): ReactNode => (
    <SwitchRow
      label={label}
      hint={hint}
      checked={wishes[name]}
      disabled={busy}
      onChange={(wanted) => void desk.wish({ [name]: wanted } satisfies Partial<PushWishes>)}
    />
  );
  return (
    <>
      {kind('The bell rings', 'bell')}
      {kind('A command has finished', 'finished', `If it ran for ${LONG_COMMAND_MS / 1000} seconds or longer.`)}
      {kind('A terminal has ended', 'ended')}
      <QuietRows desk={desk} quiet={wishes.quiet} busy={busy} />
    </>
  );
}

function TestRow({ desk }: { readonly desk: PushDesk }): ReactNode {
  const test = useStore(desk.test);
  const isUnderWay = test.kind === 'sending' || test.kind === 'sent';
  return (
    <div className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
      <p role="status" className="min-w-32 flex-1 text-[13px] text-muted leading-snug">
        {testWords(test)}
      </p>
      <TouchButton disabled={isUnderWay} onClick={() => void desk.sendOne()}>
        Send one
      </TouchButton>
    </div>
  );
}

function testWords(test: PushTest): string {
  switch (test.kind) {
    case 'none':
      return 'See whether a notification arrives.';
    case 'sending':
      return 'Sending…';
    case 'sent':
      return 'Sent. It should be here in a moment.';
    case 'arrived':
      return 'It has arrived.';
    case 'missing':
      return 'It was sent, and has not arrived here. Look whether the phone or its browser holds notifications back.';
    case 'failed':
      return test.sentence;
  }
}

const WORDS: Readonly<Record<Exclude<PushStanding['kind'], 'ready'>, { label: string; hint: string }>> = {
  looking: { label: 'Notifications on this phone', hint: 'One moment…' },
  away: {
    label: 'Notifications on this phone',
    hint: 'They can be changed once the computer is reached. Those that are on stay on.',
  },
  plain: {
    label: 'Notifications need a better connection',
    hint: 'Browsers allow them only where nobody in the Wi-Fi could have changed the page.',
  },
  'home-screen': {
    label: 'Notifications need Homeport on the home screen',
    hint: 'Tap the share button, then “Add to Home Screen”, and open Homeport from there.',
  },
  unsupported: {
    label: 'No notifications here',
    hint: 'This browser has none for pages. Another one on this phone may.',
  },
  denied: {
    label: 'Notifications are not allowed',
    hint: 'You have told the browser no. To undo it, open the settings of this site: by the icon beside the address, or in the phone’s settings under Notifications. Then come back here.',
  },
  locked: {
    label: 'Notifications wait for the computer',
    hint: 'Its secrets are locked. Unlock its keychain, then open this page again.',
  },
  absent: { label: 'No notifications from this computer', hint: 'Its Homeport is too old. Update it there.' },
};

function Obstacle(props: {
  readonly kind: Exclude<PushStanding['kind'], 'ready'>;
  readonly onBetter: (() => void) | undefined;
}): ReactNode {
  const { kind, onBetter } = props;
  return (
    <Group title="Notifications">
      <SettingRow {...WORDS[kind]} />
      {kind === 'plain' && onBetter !== undefined && (
        <button
          type="button"
          className="flex min-h-12 w-full touch-manipulation items-center px-4 text-left text-[15px] text-accent active:bg-hover"
          onClick={onBetter}
        >
          Make this connection better
        </button>
      )}
    </Group>
  );
}
