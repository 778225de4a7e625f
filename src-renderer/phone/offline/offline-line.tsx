import { SendHorizontal } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { cleanPaste } from '../../ui/terminal/paste.ts';
import { TouchButton } from '../terminal/parts/touch-button.tsx';

/** A line to write while nobody is there to read it: it waits above, where it can be taken back. */
export function OfflineLine({ onSend }: { readonly onSend: (typed: string) => void }): ReactNode {
  // A draft: born here, and gone with the line.
  const [draft, setDraft] = useState('');
  const send = (): void => {
    const text = cleanPaste(draft.replace(/\s+$/, ''));
    if (text === '') return;
    onSend(`${text}\r`);
    setDraft('');
  };
  return (
    <div className="flex shrink-0 items-end gap-1 border-line border-t bg-chrome px-1.5 pt-1 pb-[max(0.25rem,env(safe-area-inset-bottom,0px))]">
      <textarea
        rows={1}
        aria-label="Line to send"
        placeholder="Write now, send later"
        autoCapitalize="none"
        autoComplete="off"
        enterKeyHint="send"
        className="field-sizing-content max-h-28 min-h-11 min-w-0 flex-1 resize-none rounded-xl border border-line-strong bg-field px-3 py-2.5 text-[16px] leading-5.5 placeholder:text-faint focus-visible:outline-offset-0"
        value={draft}
        onChange={(event) => {
          // Enter of keyboards that do not say which key it was.
          const { inputType } = event.nativeEvent as InputEvent;
          if (inputType === 'insertLineBreak' && event.target.value === `${draft}\n`) send();
          else setDraft(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <TouchButton
        look="primary"
        keepsKeyboard
        className="rounded-full px-0"
        aria-label="Send"
        disabled={draft.trim() === ''}
        onClick={send}
      >
        <SendHorizontal className="size-5" aria-hidden />
      </TouchButton>
    </div>
  );
}
