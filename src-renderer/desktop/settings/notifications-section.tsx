import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { LONG_COMMAND_MS } from '../../../src-shared/attention/attention.ts';
import { Group, Row } from '../../ui/kit/row.tsx';
import { Switch } from '../../ui/kit/switch.tsx';
import { ResetGroup, SectionPage } from './section-page.tsx';
import { SwitchRow, TimeRow } from './setting-rows.tsx';
import { useSetting, useSettingsWindow } from './use-settings-window.ts';

export function NotificationsSection(): ReactNode {
  const { desktop } = useSettingsWindow();
  const bell = useSetting(
    ({ notifications }) => notifications.bell,
    (value) => ({ notifications: { bell: value } }),
  );
  const finished = useSetting(
    ({ notifications }) => notifications.finished,
    (value) => ({ notifications: { finished: value } }),
  );
  const ended = useSetting(
    ({ notifications }) => notifications.ended,
    (value) => ({ notifications: { ended: value } }),
  );
  const quiet = useSetting(
    ({ notifications }) => notifications.quiet.on,
    (on) => ({ notifications: { quiet: { on } } }),
  );
  const from = useSetting(
    ({ notifications }) => notifications.quiet.from,
    (value) => ({ notifications: { quiet: { from: value } } }),
  );
  const to = useSetting(
    ({ notifications }) => notifications.quiet.to,
    (value) => ({ notifications: { quiet: { to: value } } }),
  );
  return (
    <SectionPage title="Notifications">
      {desktop === undefined && (
        <Group title="This browser">
          <BrowserRow />
        </Group>
      )}
      <Group title="Tell me about terminals that nobody looks at, when">
        <SwitchRow label="The bell rings" setting={bell} />
        <SwitchRow
          label="A command has finished"
          hint={`If it ran for ${LONG_COMMAND_MS / 1000} seconds or longer.`}
          setting={finished}
        />
        <SwitchRow label="A terminal has ended" setting={ended} />
      </Group>
      <Group title="Quiet hours">
        <SwitchRow
          label="Be quiet for a part of the day"
          hint="Nothing is shown then; what waits for you is still counted and marked."
          setting={quiet}
        />
        {quiet.value && (
          <>
            <TimeRow label="From" setting={from} />
            <TimeRow
              label="Until"
              setting={to}
              {...(from.value === to.value
                ? { hint: 'The same time twice: quiet all day.' }
                : from.value > to.value
                  ? { hint: 'On the next day.' }
                  : {})}
            />
          </>
        )}
      </Group>
      <ResetGroup section="notifications" />
    </SectionPage>
  );
}

type Permission = NotificationPermission | 'impossible';

function permissionNow(): Permission {
  return 'Notification' in window ? Notification.permission : 'impossible';
}

/** A browser notifies only where it was allowed to, and only while a page of ours is open in it. */
function BrowserRow(): ReactNode {
  const { preferences } = useSettingsWindow();
  const wished = useStore(preferences, ({ notify }) => notify);
  const [permission, setPermission] = useState(permissionNow);
  const change = (notify: boolean): void => {
    if (!notify || permission === 'granted') {
      preferences.setState({ notify });
      return;
    }
    void Notification.requestPermission().then((answer) => {
      setPermission(answer);
      preferences.setState({ notify: answer === 'granted' });
    });
  };
  return (
    <Row label="Notifications in this browser" hint={HINTS[permission]}>
      <Switch
        checked={wished && permission === 'granted'}
        onChange={change}
        disabled={permission === 'denied' || permission === 'impossible'}
      />
    </Row>
  );
}

const HINTS: Readonly<Record<Permission, string>> = {
  granted: 'As long as Homeport is open in one of its tabs.',
  default: 'As long as Homeport is open in one of its tabs. The browser asks for your permission first.',
  denied: 'The browser does not allow them for this page. Its own settings for this site can.',
  impossible: 'This browser has no notifications for this page.',
};
