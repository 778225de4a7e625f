import { Progress } from '@base-ui/react/progress';
import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import type { DesktopApi, UpdateState } from '../../../src-shared/desktop/desktop-api.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Row } from '../../ui/kit/row.tsx';
import { useSettingsWindow } from './use-settings-window.ts';

/** Where an update is, and the one thing that can be done about it now. */
export function UpdateRow({ desktop }: { readonly desktop: DesktopApi }): ReactNode {
  const update = useStore(useSettingsWindow().status, (status) => status?.update);
  const [error, setError] = useState<string>();
  const run = (call: () => Promise<unknown>): void => {
    setError(undefined);
    call().catch(() => setError('The app did not answer. Try again.'));
  };
  if (update === undefined) return null;
  return (
    <>
      <Row composite label={labelOf(update)} hint={hintOf(update)} error={error}>
        {(update.kind === 'idle' || update.kind === 'current' || update.kind === 'failed') && (
          <Button onClick={() => run(() => desktop.checkForUpdate())}>Check now</Button>
        )}
        {update.kind === 'available' && (
          <Button look="primary" onClick={() => run(() => desktop.downloadUpdate())}>
            Download
          </Button>
        )}
        {update.kind === 'downloading' && (
          <Progress.Root value={update.percent} aria-label="Downloaded" className="w-32">
            <Progress.Track className="block h-1.5 overflow-hidden rounded-full bg-well">
              <Progress.Indicator className="block h-full bg-accent-solid transition-[width]" />
            </Progress.Track>
          </Progress.Root>
        )}
        {update.kind === 'ready' && update.held === null && (
          <Button look="primary" onClick={() => run(() => desktop.restart())}>
            Restart now
          </Button>
        )}
      </Row>
      {'notes' in update && update.notes !== '' && <Notes text={update.notes} />}
    </>
  );
}

function Notes({ text }: { readonly text: string }): ReactNode {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled text must be reachable by keyboard
      tabIndex={0}
      aria-label="What is new"
      className="thin-scroll max-h-48 overflow-y-auto whitespace-pre-wrap px-4 py-3 text-[12.5px] text-muted"
    >
      {text}
    </section>
  );
}

function labelOf(update: UpdateState): string {
  switch (update.kind) {
    case 'unsupported':
      return 'Updates';
    case 'idle':
      return 'Updates';
    case 'checking':
      return 'Looking for updates…';
    case 'current':
      return 'Homeport is up to date';
    case 'available':
      return `Version ${update.version} is there`;
    case 'downloading':
      return `Downloading version ${update.version}`;
    case 'ready':
      return `Version ${update.version} is ready`;
    case 'failed':
      return 'The last try did not work';
  }
}

function hintOf(update: UpdateState): string {
  switch (update.kind) {
    case 'unsupported':
      return update.why;
    case 'idle':
      return update.checkedAt === null ? 'Not looked for yet.' : `Last looked for ${when(update.checkedAt)}.`;
    case 'checking':
      return 'This takes a moment.';
    case 'current':
      return `Last looked for ${when(update.checkedAt)}.`;
    case 'available':
      return 'Nothing is downloaded before you say so.';
    case 'downloading':
      return `${Math.round(update.percent)} %`;
    case 'ready':
      return update.held ?? 'It is installed when Homeport quits. Terminals go on.';
    case 'failed':
      return update.sentence;
  }
}

function when(at: number): string {
  return new Date(at).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
}
