import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/kit/button.tsx';
import { Row } from '../../ui/kit/row.tsx';

type Text = { readonly kind: 'hidden' | 'asking' } | { readonly kind: 'shown' | 'refused'; readonly text: string };

/** The licences of everything that Homeport brings along; a long text, fetched when it is asked for. */
export function Licences(): ReactNode {
  const [text, setText] = useState<Text>({ kind: 'hidden' });
  const show = async (): Promise<void> => {
    setText({ kind: 'asking' });
    setText(await fetchLicences());
  };
  const shown = text.kind === 'shown';
  return (
    <>
      <Row composite label="Software that Homeport is made of" error={text.kind === 'refused' ? text.text : undefined}>
        <Button aria-expanded={shown} onClick={() => (shown ? setText({ kind: 'hidden' }) : void show())}>
          {shown ? 'Hide' : 'Show'}
        </Button>
      </Row>
      {shown && (
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled text must be reachable by keyboard
          tabIndex={0}
          aria-label="Licences"
          className="thin-scroll max-h-96 select-text overflow-auto whitespace-pre-wrap break-words rounded-b-xl bg-bg px-4 py-3 font-mono text-[11.5px] leading-5"
        >
          {text.text}
        </section>
      )}
    </>
  );
}

async function fetchLicences(): Promise<Text> {
  try {
    const response = await fetch('./licences.txt');
    if (response.ok) return { kind: 'shown', text: await response.text() };
    return {
      kind: 'refused',
      text: 'This build has no list of licences. They are in the node_modules of its checkout.',
    };
  } catch {
    return { kind: 'refused', text: 'The hub cannot be reached just now. Try again when it is back.' };
  }
}
