import { KeyRound, Link2Off, RefreshCw, ShieldAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import { Button } from '../../ui/kit/button.tsx';

interface Story {
  readonly icon: typeof KeyRound;
  readonly title: string;
  readonly text: string;
  readonly command?: string;
  readonly after?: string;
}

const LINK = 'npx homeport link';

function storyOf(error: ProtocolError): Story {
  switch (error.error) {
    case 'linkSpent':
      return {
        icon: Link2Off,
        title: 'This link has been used',
        text: 'A link lets one browser in, once, and only for ten minutes. On the computer that runs Homeport, make a fresh one:',
        command: LINK,
        after: 'Then open the address it prints in this browser.',
      };
    case 'notAuthenticated':
      return {
        icon: KeyRound,
        title: 'This browser is not known here',
        text: 'Homeport lets in only devices that it knows. On the computer that runs it, make a link for this browser:',
        command: LINK,
        after: 'Then open the address it prints here. Private windows forget who they are when they are closed.',
      };
    case 'versionRefused':
      return {
        icon: RefreshCw,
        title: 'This page and the hub do not speak the same version',
        text: 'One of them was updated. Load the page anew; if that does not help, restart the hub:',
        command: 'npm start',
      };
    default:
      return { icon: ShieldAlert, title: 'The hub refused this window', text: error.message };
  }
}

/** The hub said no: why, and what a person can do about it. */
export function RefusedPage({ error, onRetry }: { readonly error: ProtocolError; onRetry(): void }): ReactNode {
  const story = storyOf(error);
  const Icon = story.icon;
  return (
    <main className="flex h-full items-center justify-center overflow-y-auto bg-bg p-6">
      <div className="w-full max-w-md">
        <Icon className="size-7 text-accent" strokeWidth={1.75} aria-hidden />
        <h1 className="mt-4 text-balance font-semibold text-[19px] tracking-tight">{story.title}</h1>
        <p className="mt-2 text-[14px] text-muted">{story.text}</p>
        {story.command !== undefined && (
          <pre className="mt-4 select-all overflow-x-auto rounded-lg border border-line bg-chrome px-3 py-2.5 font-mono text-[13px]">
            <code>{story.command}</code>
          </pre>
        )}
        {story.after !== undefined && <p className="mt-4 text-[14px] text-muted">{story.after}</p>}
        <div className="mt-6 flex gap-2">
          <Button look="primary" onClick={() => location.reload()}>
            Load anew
          </Button>
          <Button onClick={onRetry}>Try again</Button>
        </div>
      </div>
    </main>
  );
}
