import { type ReactNode, useState } from 'react';
import { SCROLLBACK } from '../../../src-shared/protocol/channels/settings/state.ts';
import { Group, Row } from '../../ui/kit/row.tsx';
import { SelectControl } from '../../ui/kit/select-field.tsx';
import { enteredShell } from './entered.ts';
import { ResetGroup, SectionPage } from './section-page.tsx';
import { NumberRow, SwitchRow, TextRow } from './setting-rows.tsx';
import { useAsked, useSetting, useSettingsWindow } from './use-settings-window.ts';

/** What xterm keeps of one cell, bytes: three 32-bit words. */
const CELL_BYTES = 12;
/** A terminal's usual width, for a figure one can imagine. */
const USUAL_COLS = 100;

export function TerminalsSection(): ReactNode {
  const scrollback = useSetting(
    ({ terminals }) => terminals.scrollback,
    (value) => ({ terminals: { scrollback: value } }),
  );
  const confirmPaste = useSetting(
    ({ terminals }) => terminals.confirmPaste,
    (value) => ({ terminals: { confirmPaste: value } }),
  );
  const megabytes = Math.max(1, Math.round((scrollback.value * USUAL_COLS * CELL_BYTES) / 1e6));
  return (
    <SectionPage title="Terminals">
      <Group title="New terminals">
        <ShellRows />
      </Group>
      <Group title="History">
        <NumberRow
          label="Lines to scroll back"
          hint={`About ${megabytes} MB of memory in this window for each open terminal.`}
          setting={scrollback}
          least={SCROLLBACK.least}
          most={SCROLLBACK.most}
          step={1_000}
        />
      </Group>
      <Group title="Pasting">
        <SwitchRow
          label="Ask before pasting several lines"
          hint="Only where each line would run at once. Control characters are always taken out."
          setting={confirmPaste}
        />
      </Group>
      <ResetGroup section="terminals" />
    </SectionPage>
  );
}

const OTHER = 'other';

/** The shells there are, and a path for any other. */
function ShellRows(): ReactNode {
  const { session } = useSettingsWindow();
  const setting = useSetting(
    ({ terminals }) => terminals.shell,
    (shell) => ({ terminals: { shell } }),
  );
  const asked = useAsked(() => session.client.request('terminal.shell.list', {}));
  const shells = asked.kind === 'answer' ? asked.answer.shells : [];
  const [wantsOther, setWantsOther] = useState(false);
  const listed = setting.value === '' || shells.some(({ file }) => file === setting.value);
  const other = wantsOther || (asked.kind !== 'asking' && !listed);
  const options = [
    { value: '', label: 'Your own shell' },
    ...shells.map(({ name, file }) => ({ value: file, label: name, hint: file })),
    // Until the list is there, what is set is all that is known.
    ...(listed || other ? [] : [{ value: setting.value, label: setting.value }]),
    { value: OTHER, label: 'Another…' },
  ];
  return (
    <>
      <Row label="Shell" wide error={other ? undefined : setting.error}>
        <div className="w-full min-[36rem]:w-60">
          <SelectControl
            value={other ? OTHER : setting.value}
            options={options}
            onChange={(value) => {
              setWantsOther(value === OTHER);
              if (value !== OTHER) setting.set(value);
            }}
          />
        </div>
      </Row>
      {other && (
        <TextRow
          label="Path of the shell"
          hint="On the computer that the hub runs on. Terminals that are open keep theirs."
          placeholder="/usr/bin/fish"
          setting={setting}
          entered={enteredShell}
          mono
        />
      )}
    </>
  );
}
