import { ChevronDown, ChevronUp, SendHorizontal } from 'lucide-react';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { TouchButton } from './touch-button.tsx';
import { useScreen, useStanding } from './use-screen.ts';

/** Four lines of text, then it scrolls. */
const MOST_HEIGHT = 112;

/** A line that is written before it is sent: an ordinary field, in which every keyboard does what it can. */
export function ComposeLine(): ReactNode {
  const screen = useScreen();
  const { history } = screen;
  const standing = useStanding();
  const field = useRef<HTMLTextAreaElement>(null);
  // A draft: born here, and gone with the line.
  const [draft, setDraft] = useState('');
  useLayoutEffect(() => {
    const element = field.current;
    screen.composing = element ?? undefined;
    return () => {
      screen.composing = undefined;
    };
  }, [screen]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: grows with its text
  useLayoutEffect(() => {
    const element = field.current;
    if (element === null) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(MOST_HEIGHT, element.scrollHeight + 2)}px`;
  }, [draft]);
  const mayType = standing === 'ours' || standing === 'free';
  const send = (): void => {
    if (!mayType) return;
    screen.typing.line(draft);
    history.sent(draft.trim());
    setDraft('');
  };
  return (
    <div className="flex items-end gap-1 border-line border-t bg-chrome px-1.5 py-1">
      <TouchButton
        look="icon"
        keepsKeyboard
        aria-label="Earlier line"
        disabled={!history.hasOlder}
        onClick={() => setDraft(history.older(draft))}
      >
        <ChevronUp className="size-5" aria-hidden />
      </TouchButton>
      {history.hasNewer && (
        <TouchButton look="icon" keepsKeyboard aria-label="Later line" onClick={() => setDraft(history.newer(draft))}>
          <ChevronDown className="size-5" aria-hidden />
        </TouchButton>
      )}
      <textarea
        ref={field}
        rows={1}
        aria-label="Line to send"
        placeholder={mayType ? 'Write, then send' : 'Watching'}
        readOnly={!mayType}
        autoCapitalize="none"
        autoComplete="off"
        enterKeyHint="send"
        className="min-h-11 min-w-0 flex-1 resize-none rounded-xl border border-line-strong bg-field px-3 py-2.5 text-[16px] leading-5.5 placeholder:text-faint focus-visible:outline-offset-0"
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
        disabled={!mayType}
        onClick={send}
      >
        <SendHorizontal className="size-5" aria-hidden />
      </TouchButton>
    </div>
  );
}
