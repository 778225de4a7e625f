import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { cx } from '../../../ui/kit/class-names.ts';
import {
  added,
  BUILT_IN,
  barKeys,
  DEFAULT_ITEMS,
  type KeyBarItems,
  moved,
  type OwnKey,
  removed,
  spareKeys,
  withOwn,
} from '../keys/key-bar-items.ts';
import { NAMED_KEYS } from '../keys/key-bytes.ts';
import { Sheet } from './sheet.tsx';
import { TouchButton } from './touch-button.tsx';
import { useHabits, useScreen } from './use-screen.ts';

/** Puts the keys of the bar in order, takes some off, and makes new ones. */
export function KeyEditor(): ReactNode {
  const { habits, ...rest } = useScreen();
  const items = useHabits(({ bar }) => bar);
  const change = (bar: KeyBarItems): void => habits.setState({ bar });
  const keys = barKeys(items);
  return (
    <Sheet title="Keys" onClose={() => rest.store.setState({ sheet: { kind: 'none' } })}>
      <NewKey onMake={(label, does) => change(withOwn(items, label, does))} />
      <ul className="mt-3">
        {keys.map(({ id, key }, at) => (
          <li key={id} className="flex items-center gap-1 border-line border-t">
            <span className="flex min-w-0 flex-1 items-baseline gap-3">
              <kbd className="w-14 shrink-0 truncate text-center font-sans font-medium text-[15px]">{key.label}</kbd>
              <span className="truncate text-[14px] text-muted">{key.kind === 'snippet' ? key.text : key.spoken}</span>
            </span>
            <TouchButton
              look="icon"
              aria-label={`${key.spoken}: earlier`}
              disabled={at === 0}
              onClick={() => change(moved(items, id, -1))}
            >
              <ArrowUp className="size-5" aria-hidden />
            </TouchButton>
            <TouchButton
              look="icon"
              aria-label={`${key.spoken}: later`}
              disabled={at === keys.length - 1}
              onClick={() => change(moved(items, id, 1))}
            >
              <ArrowDown className="size-5" aria-hidden />
            </TouchButton>
            <TouchButton look="icon" aria-label={`${key.spoken}: take off`} onClick={() => change(removed(items, id))}>
              <Trash2 className="size-5" aria-hidden />
            </TouchButton>
          </li>
        ))}
      </ul>
      {spareKeys(items).length > 0 && (
        <>
          <h3 className="mt-4 mb-1 font-medium text-[14px] text-muted">More keys</h3>
          <div className="flex flex-wrap gap-2">
            {spareKeys(items).map((id) => (
              <TouchButton
                key={id}
                className="px-3"
                aria-label={`Add ${BUILT_IN[id]?.spoken}`}
                onClick={() => change(added(items, id))}
              >
                <Plus className="size-4" aria-hidden />
                {BUILT_IN[id]?.label}
              </TouchButton>
            ))}
          </div>
        </>
      )}
      <TouchButton
        look="quiet"
        className="mt-4 w-full"
        onClick={() =>
          change({
            ...DEFAULT_ITEMS,
            own: items.own,
            order: [...items.own.map(({ id }) => id), ...DEFAULT_ITEMS.order],
          })
        }
      >
        Put the keys back as they came
      </TouchButton>
    </Sheet>
  );
}

const NO_CHORD = { key: '', ctrl: true, alt: false, shift: false };

/** A snippet or a chord of the user's own. */
function NewKey({ onMake }: { readonly onMake: (label: string, does: OwnKey['does']) => void }): ReactNode {
  // Drafts: gone with the sheet.
  const [kind, setKind] = useState<'snippet' | 'chord'>('snippet');
  const [label, setLabel] = useState('');
  const [text, setText] = useState('');
  const [enter, setEnter] = useState(true);
  const [chord, setChord] = useState(NO_CHORD);
  const keyName =
    [...chord.key].length === 1 ? chord.key : NAMED_KEYS.find((name) => name.toLowerCase() === chord.key.toLowerCase());
  const ready = label.trim() !== '' && (kind === 'snippet' ? text !== '' : keyName !== undefined);
  const make = (): void => {
    if (kind === 'snippet') onMake(label.trim(), { kind, text, enter });
    else if (keyName !== undefined) onMake(label.trim(), { ...chord, kind, key: keyName });
    setLabel('');
    setText('');
    setChord(NO_CHORD);
  };
  return (
    <div className="rounded-xl bg-well p-3">
      <div className="flex gap-1">
        <Choice on={kind === 'snippet'} onSelect={() => setKind('snippet')}>
          Snippet
        </Choice>
        <Choice on={kind === 'chord'} onSelect={() => setKind('chord')}>
          Chord
        </Choice>
      </div>
      <div className="mt-2 flex flex-col gap-2">
        <Field label="Label" most={12} value={label} onChange={setLabel} />
        {kind === 'snippet' ? (
          <>
            <Field label="Text" most={4000} value={text} onChange={setText} />
            <label className="flex min-h-11 items-center gap-3 text-[15px]">
              <input
                type="checkbox"
                className="size-5"
                checked={enter}
                onChange={(event) => setEnter(event.target.checked)}
              />
              Then press Enter
            </label>
          </>
        ) : (
          <>
            <div className="flex gap-1">
              {(['ctrl', 'alt', 'shift'] as const).map((name) => (
                <Choice key={name} on={chord[name]} onSelect={() => setChord({ ...chord, [name]: !chord[name] })}>
                  {name === 'ctrl' ? 'Ctrl' : name === 'alt' ? 'Alt' : 'Shift'}
                </Choice>
              ))}
            </div>
            <Field
              label="Key: a character, or a name such as F5 or PageUp"
              most={12}
              value={chord.key}
              onChange={(key) => setChord({ ...chord, key })}
            />
          </>
        )}
      </div>
      <TouchButton look="primary" className="mt-2 w-full" disabled={!ready} onClick={make}>
        Add to the bar
      </TouchButton>
    </div>
  );
}

function Choice(props: {
  readonly on: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <button
      type="button"
      aria-pressed={props.on}
      className={cx(
        'min-h-11 flex-1 rounded-lg px-3 text-[15px]',
        props.on ? 'bg-lifted font-medium shadow-sm' : 'text-muted',
      )}
      onClick={props.onSelect}
    >
      {props.children}
    </button>
  );
}

function Field(props: {
  readonly label: string;
  readonly most: number;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <input
      aria-label={props.label}
      placeholder={props.label}
      maxLength={props.most}
      autoComplete="off"
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      className="h-11 w-full rounded-lg border border-line-strong bg-field px-3 text-[16px] placeholder:text-faint focus-visible:outline-offset-0"
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
    />
  );
}
