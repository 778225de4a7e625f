import { type ReactNode, useState } from 'react';
import type { DesktopApi } from '../../../src-shared/desktop/desktop-api.ts';
import type { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import { Button } from '../../ui/kit/button.tsx';
import { browserStory, windowStory } from './refusal-story.ts';

export interface RefusedPageProps {
  readonly error: ProtocolError;
  /** Undefined in a browser. */
  readonly desktop: DesktopApi | undefined;
  onRetry(): void;
}

/** The hub said no: why, and what a person can do about it. */
export function RefusedPage({ error, desktop, onRetry }: RefusedPageProps): ReactNode {
  const story = desktop === undefined ? browserStory(error) : windowStory(error);
  const Icon = story.icon;
  return (
    <main className="flex h-full items-center justify-center overflow-y-auto bg-bg p-6">
      <div className="w-full max-w-md">
        <Icon className="size-7 text-accent" strokeWidth={1.75} aria-hidden />
        <h1 className="mt-4 text-balance font-semibold text-[19px] tracking-tight">{story.title}</h1>
        <p className="mt-2 text-pretty text-[14px] text-muted">{story.text}</p>
        {story.command !== undefined && (
          <pre className="mt-4 select-all overflow-x-auto rounded-lg border border-line bg-chrome px-3 py-2.5 font-mono text-[13px]">
            <code>{story.command}</code>
          </pre>
        )}
        {story.after !== undefined && <p className="mt-4 text-pretty text-[14px] text-muted">{story.after}</p>}
        <div className="mt-6 flex gap-2">
          {desktop !== undefined && story.remedy === 'restart' ? (
            <RestartButton desktop={desktop} />
          ) : (
            <Button look="primary" onClick={() => loadAnew(desktop)}>
              Load anew
            </Button>
          )}
          <Button onClick={onRetry}>Try again</Button>
        </div>
      </div>
    </main>
  );
}

/** The app brings the new document what it needs to come in; a browser has that already, or has not. */
function loadAnew(desktop: DesktopApi | undefined): void {
  if (desktop === undefined) location.reload();
  else desktop.reload().catch(() => location.reload());
}

function RestartButton({ desktop }: { readonly desktop: DesktopApi }): ReactNode {
  const [failed, setFailed] = useState(false);
  if (failed) return <p role="alert">Homeport could not restart itself. Quit it and start it again.</p>;
  return (
    <Button look="primary" onClick={() => void desktop.restart().catch(() => setFailed(true))}>
      Restart Homeport
    </Button>
  );
}
