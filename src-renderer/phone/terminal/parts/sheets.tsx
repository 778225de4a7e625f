import { type ReactNode, useState } from 'react';
import { KeyEditor } from './key-editor.tsx';
import { MenuSheet } from './menu-sheet.tsx';
import { Sheet } from './sheet.tsx';
import { TouchButton } from './touch-button.tsx';
import { useScreen, useScreenState } from './use-screen.ts';

/** So much of a paste is shown; the rest is more of the same. */
const PREVIEW = 2_000;

export function Sheets(): ReactNode {
  const sheet = useScreenState((state) => state.sheet);
  switch (sheet.kind) {
    case 'none':
      return null;
    case 'menu':
      return <MenuSheet />;
    case 'link':
      return <LinkSheet url={sheet.url} />;
    case 'lines':
      return <LinesSheet text={sheet.text} lines={sheet.lines} answer={sheet.answer} />;
    case 'paste':
      return <PasteSheet />;
    case 'keys':
      return <KeyEditor />;
  }
}

function LinkSheet({ url }: { readonly url: string }): ReactNode {
  const screen = useScreen();
  return (
    <Sheet title="Open this address?">
      <p className="max-h-48 overflow-y-auto break-all rounded-xl bg-well px-3 py-2.5 font-mono text-[14px] leading-6">
        {url}
      </p>
      <p className="mt-2 text-[13px] text-muted">It came from the terminal’s output.</p>
      <div className="mt-4 flex gap-2">
        <TouchButton data-first className="flex-1" onClick={() => screen.close()}>
          Cancel
        </TouchButton>
        <TouchButton
          className="flex-1"
          onClick={() => {
            screen.close();
            void screen.copy(url, 'Address');
          }}
        >
          Copy
        </TouchButton>
        <TouchButton
          look="primary"
          className="flex-1"
          onClick={() => {
            screen.close();
            window.open(url, '_blank', 'noopener,noreferrer');
          }}
        >
          Open
        </TouchButton>
      </div>
    </Sheet>
  );
}

function LinesSheet(props: {
  readonly text: string;
  readonly lines: number;
  readonly answer: (meant: boolean) => void;
}): ReactNode {
  const { text, lines, answer } = props;
  const screen = useScreen();
  const decide = (meant: boolean): void => {
    answer(meant);
    screen.close();
  };
  return (
    <Sheet
      title={lines === 1 ? 'Paste a line that runs at once?' : `Paste ${lines} lines?`}
      onClose={() => decide(false)}
    >
      <p className="text-[14px] text-muted">
        This program did not ask for pasted text to be marked, so each line runs as soon as it arrives.
      </p>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled text must be reachable by keyboard
        tabIndex={0}
        className="mt-3 max-h-56 overflow-auto rounded-xl bg-well p-3 font-mono text-[13px] leading-5"
      >
        {text.slice(0, PREVIEW)}
        {text.length > PREVIEW && '…'}
      </pre>
      <div className="mt-4 flex gap-2">
        <TouchButton data-first className="flex-1" onClick={() => decide(false)}>
          Cancel
        </TouchButton>
        <TouchButton look="primary" className="flex-1" onClick={() => decide(true)}>
          Paste
        </TouchButton>
      </div>
    </Sheet>
  );
}

function PasteSheet(): ReactNode {
  const screen = useScreen();
  // A draft: gone with the sheet.
  const [text, setText] = useState('');
  return (
    <Sheet title="Paste here">
      <p className="text-[14px] text-muted">
        The browser does not let this page read the clipboard. Touch and hold the field, then choose Paste.
      </p>
      <textarea
        data-first
        aria-label="Text to paste"
        rows={4}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        className="mt-3 w-full resize-none rounded-xl border border-line-strong bg-field p-3 font-mono text-[16px] leading-6 focus-visible:outline-offset-0"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="mt-3 flex gap-2">
        <TouchButton className="flex-1" onClick={() => screen.close()}>
          Cancel
        </TouchButton>
        <TouchButton
          look="primary"
          className="flex-1"
          disabled={text === ''}
          onClick={() => {
            screen.close();
            screen.typing.paste(text);
          }}
        >
          Send to terminal
        </TouchButton>
      </div>
    </Sheet>
  );
}
