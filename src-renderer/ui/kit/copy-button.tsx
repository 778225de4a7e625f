import { Check, Copy } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { Button } from './button.tsx';

/** How long the button says that it has copied, ms. */
const SAID_MS = 1_800;

export interface CopyButtonProps {
  readonly clock: Clock;
  readonly text: string;
  readonly children: ReactNode;
}

/** Puts a text into the clipboard and says so in its own place. */
export function CopyButton({ clock, text, children }: CopyButtonProps): ReactNode {
  const [said, setSaid] = useState<'nothing' | 'copied' | 'refused'>('nothing');
  useEffect(() => {
    if (said === 'nothing') return;
    const waiting = clock.after(SAID_MS, () => setSaid('nothing'));
    return () => waiting.dispose();
  }, [said, clock]);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setSaid('copied'),
      () => setSaid('refused'),
    );
  };
  return (
    <Button onClick={copy}>
      {said === 'copied' ? <Check className="size-3.5" aria-hidden /> : <Copy className="size-3.5" aria-hidden />}
      {said === 'nothing' ? children : said === 'copied' ? 'Copied' : 'Not allowed here'}
      <span role="status" className="sr-only">
        {said === 'copied' && 'Copied'}
      </span>
    </Button>
  );
}
