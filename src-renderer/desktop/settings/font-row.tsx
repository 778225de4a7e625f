import { Autocomplete } from '@base-ui/react/autocomplete';
import { Info } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { FONT_SIZES } from '../../../src-shared/protocol/channels/settings/state.ts';
import { cx } from '../../ui/kit/class-names.ts';
import { Row } from '../../ui/kit/row.tsx';
import { inputClass } from '../../ui/kit/text-field.tsx';
import { fontNames, terminalFont } from '../../ui/terminal/terminal-font.ts';
import { SuggestionList } from '../parts/suggestion-list.tsx';
import { enteredFont } from './entered.ts';
import { fontsHere, hasFont } from './font-presence.ts';
import { FontPreview } from './font-preview.tsx';
import { NumberRow } from './setting-rows.tsx';
import { useDraft } from './use-draft.ts';
import { useSetting, useSettingsWindow, useTheme } from './use-settings-window.ts';

/** The terminals' font and its size, with how it looks as it is typed. */
export function FontRows(): ReactNode {
  const setting = useSetting(
    ({ appearance }) => appearance.fontFamily,
    (fontFamily) => ({ appearance: { fontFamily } }),
  );
  const draft = useDraft(setting, enteredFont);
  const offered = useMemo(fontsHere, []);
  const [open, setOpen] = useState(false);
  const typed = draft.text.toLowerCase();
  // Who looks at the list without having typed sees all of it.
  const items = offered.includes(draft.text) ? offered : offered.filter((name) => name.toLowerCase().includes(typed));
  const listed = open && items.length > 0;
  const missing = draft.error === undefined ? fontNames(draft.text).filter((name) => !hasFont(name)) : [];
  const size = useSetting(
    ({ appearance }) => appearance.fontSize,
    (fontSize) => ({ appearance: { fontSize } }),
  );
  return (
    <>
      <Row label="Font" wide error={draft.error} hint={missing.length === 0 ? undefined : <NotHere names={missing} />}>
        <Autocomplete.Root
          items={items}
          filter={null}
          openOnInputClick
          open={listed}
          onOpenChange={(next) => setOpen(next)}
          value={draft.text}
          onValueChange={(next, { reason }) => (reason === 'item-press' ? draft.choose(next) : draft.change(next))}
        >
          <div className="w-full min-[36rem]:w-60">
            <Autocomplete.Input
              placeholder="The usual one"
              spellCheck={false}
              className={cx(inputClass, 'aria-invalid:border-danger')}
              onBlur={draft.settle}
              onKeyDown={(event) => {
                // In the list, Enter means what is marked there.
                if (event.key === 'Enter' && !listed) draft.settle();
              }}
            />
          </div>
          <SuggestionList>
            {(name) => (
              <span className="truncate text-[13px]" style={{ fontFamily: terminalFont(name) }}>
                {name}
              </span>
            )}
          </SuggestionList>
        </Autocomplete.Root>
      </Row>
      <NumberRow label="Font size" setting={size} least={FONT_SIZES.least} most={FONT_SIZES.most} step={1} />
      <Preview family={draft.error === undefined ? draft.text : setting.value} size={size.value} />
    </>
  );
}

function Preview({ family, size }: { readonly family: string; readonly size: number }): ReactNode {
  const { settings } = useSettingsWindow();
  const theme = useTheme();
  const blinking = useStore(settings.values, ({ appearance }) => appearance.cursorBlink);
  return (
    <div className="px-4 py-3.5">
      <FontPreview family={terminalFont(family)} size={size} theme={theme} blinking={blinking} />
    </div>
  );
}

function NotHere({ names }: { readonly names: ReadonlyArray<string> }): ReactNode {
  return (
    <span className="flex items-start gap-1.5">
      <Info className="mt-0.5 size-3.5 shrink-0 text-warn" aria-hidden />
      {names.length === 1
        ? `This computer has no font called ${names[0]}; the next one is used.`
        : `This computer has no fonts called ${names.join(' and ')}; the next one is used.`}
    </span>
  );
}
