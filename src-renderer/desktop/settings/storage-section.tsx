import { FolderOpen } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { CoreResult } from '../../../src-shared/protocol/request-table.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Confirm } from '../../ui/kit/confirm.tsx';
import { CopyButton } from '../../ui/kit/copy-button.tsx';
import { Group, Row } from '../../ui/kit/row.tsx';
import { byteSize } from './byte-size.ts';
import { ExportRow } from './export-row.tsx';
import { SectionPage } from './section-page.tsx';
import { useAsked, useSettingsWindow } from './use-settings-window.ts';

type Usage = CoreResult<'storage.usage.read'>;

export function StorageSection(): ReactNode {
  const { session } = useSettingsWindow();
  // Counts what changed the usage from here, so that it is read again.
  const [turn, setTurn] = useState(0);
  const asked = useAsked(() => session.client.request('storage.usage.read', {}), String(turn));
  const usage = asked.kind === 'answer' ? asked.answer : undefined;
  return (
    <SectionPage title="Storage">
      <Group title="Data directory">
        <DirectoryRow usage={usage} refused={asked.kind === 'refused' ? asked.sentence : undefined} />
      </Group>
      <Group title="Your data">
        <ExportRow
          kind="data"
          what="Settings, devices, terminals with their last screens and the audit log, as JSON. No keys and no secrets."
          example="/home/me/homeport.json"
          write={(path) => session.client.request('storage.data.export', { path })}
        />
        <ClearRow onCleared={() => setTurn(turn + 1)} />
      </Group>
      {usage !== undefined && (
        <Group title="What takes room">
          <UsageTable usage={usage} />
        </Group>
      )}
    </SectionPage>
  );
}

function DirectoryRow(props: { readonly usage: Usage | undefined; readonly refused: string | undefined }): ReactNode {
  const { usage, refused } = props;
  const { desktop, clock } = useSettingsWindow();
  const [error, setError] = useState<string>();
  const show = (path: string): void => {
    setError(undefined);
    desktop?.showInFolder(path).catch(() => setError('The file manager could not be opened.'));
  };
  return (
    <Row
      composite
      wide
      label={usage === undefined ? 'Where' : `${byteSize(usage.total)} in use, ${byteSize(usage.free)} free`}
      hint={<span className="select-all break-all font-mono">{usage?.dataDir ?? 'Asking the hub…'}</span>}
      error={refused ?? error}
    >
      {usage !== undefined && (
        <>
          {desktop !== undefined && (
            <Button onClick={() => show(usage.dataDir)}>
              <FolderOpen className="size-3.5" aria-hidden />
              Show
            </Button>
          )}
          <CopyButton clock={clock} text={usage.dataDir}>
            Copy path
          </CopyButton>
        </>
      )}
    </Row>
  );
}

function UsageTable({ usage }: { readonly usage: Usage }): ReactNode {
  const most = Math.max(1, ...usage.files.map(({ bytes }) => bytes));
  return (
    <table className="w-full text-[12.5px]">
      <caption className="sr-only">What the data directory holds, the largest first</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">What</th>
          <th scope="col">Size</th>
        </tr>
      </thead>
      <tbody>
        {usage.files.map(({ name, bytes, what }) => (
          <tr key={name}>
            <th scope="row" className="py-2 pr-4 pl-4 text-left font-normal">
              <span className="block first-letter:uppercase">{what}</span>
              <span className="block break-all font-mono text-[11.5px] text-muted">{name}</span>
            </th>
            <td className="w-40 py-2 pr-4 pl-2 text-right align-middle tabular-nums max-[30rem]:w-24">
              {byteSize(bytes)}
              <span className="mt-1 block h-1 rounded-full bg-well" aria-hidden>
                <span
                  className="block h-full rounded-full bg-accent-solid"
                  style={{ width: `${Math.max(1, (bytes / most) * 100)}%` }}
                />
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Forgets terminals that are over, after saying what is lost with them. */
function ClearRow({ onCleared }: { readonly onCleared: () => void }): ReactNode {
  const { session } = useSettingsWindow();
  const over = useStore(
    session.terminals,
    ({ state }) => Object.values(state.terminals).filter(({ phase }) => phase.kind !== 'running').length,
  );
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState<string>();
  const [error, setError] = useState<string>();
  const button = useRef<HTMLButtonElement>(null);
  const clear = async (): Promise<void> => {
    setAsking(false);
    setError(undefined);
    setSaid(undefined);
    try {
      const { removed, bytesBefore, bytesAfter } = await session.client.request('storage.history.clear', {});
      setSaid(`${counted(removed)} forgotten, ${byteSize(Math.max(0, bytesBefore - bytesAfter))} given back.`);
      onCleared();
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  return (
    <Row
      composite
      label="Terminals that have ended"
      hint={<span role="status">{said ?? hintOf(over)}</span>}
      error={error}
    >
      <Button ref={button} focusableWhenDisabled disabled={over === 0} onClick={() => setAsking(true)}>
        Clear…
      </Button>
      {asking && (
        <Confirm
          title={`Forget ${counted(over)}?`}
          description="Terminals that have ended or were lost go from every list, with their names, their last screens and the way to start them again. What runs is not touched. This cannot be taken back."
          confirm="Forget"
          danger
          onCancel={() => setAsking(false)}
          onConfirm={() => void clear()}
          finalFocus={() => button.current}
        />
      )}
    </Row>
  );
}

function hintOf(over: number): string {
  if (over === 0) return 'There are none.';
  return over === 1 ? '1 terminal, with its last screen.' : `${counted(over)}, each with its last screen.`;
}

function counted(terminals: number): string {
  return terminals === 1 ? '1 terminal' : `${terminals} terminals`;
}
