import { Field } from '@base-ui/react/field';
import { type ReactNode, useState } from 'react';
import type { ExportKind } from '../../../src-shared/desktop/desktop-api.ts';
import { Button } from '../../ui/kit/button.tsx';
import { cx } from '../../ui/kit/class-names.ts';
import { Row } from '../../ui/kit/row.tsx';
import { inputClass } from '../../ui/kit/text-field.tsx';
import { byteSize } from './byte-size.ts';
import { useSettingsWindow } from './use-settings-window.ts';

type Export =
  | { readonly kind: 'idle' | 'writing' }
  | { readonly kind: 'written'; readonly path: string; readonly bytes: number }
  | { readonly kind: 'refused'; readonly sentence: string };

export interface ExportRowProps {
  readonly kind: ExportKind;
  /** What is written, said before. */
  readonly what: string;
  /** A path as an example, for where it is typed. */
  readonly example: string;
  /** Writes a new file on the hub's computer; rejects with a sentence. */
  readonly write: (path: string) => Promise<{ readonly path: string; readonly bytes: number }>;
}

/** Writes data into a file on the hub's computer: chosen in a dialog on the desktop, by its path in a browser. */
export function ExportRow({ kind, what, example, write: writeTo }: ExportRowProps): ReactNode {
  const { desktop } = useSettingsWindow();
  const [state, setState] = useState<Export>({ kind: 'idle' });
  const [path, setPath] = useState('');
  const write = async (to: string): Promise<void> => {
    setState({ kind: 'writing' });
    try {
      const { path: file, bytes } = await writeTo(to);
      setState({ kind: 'written', path: file, bytes });
    } catch (thrown) {
      setState({ kind: 'refused', sentence: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  };
  const choose = async (): Promise<void> => {
    const chosen = await desktop?.chooseExportFile(kind).catch(() => undefined);
    if (chosen === undefined) setState({ kind: 'refused', sentence: 'The dialog could not be shown. Try again.' });
    else if (chosen !== null) await write(chosen);
  };
  const show = (file: string): void => {
    desktop?.showInFolder(file).catch(() => setState({ kind: 'refused', sentence: `It could not be shown: ${file}` }));
  };
  const hint = (
    <span role="status">
      {state.kind === 'written' ? (
        <>
          {byteSize(state.bytes)} written to <span className="break-all font-mono">{state.path}</span>
        </>
      ) : (
        what
      )}
    </span>
  );
  const error = state.kind === 'refused' ? state.sentence : undefined;
  const writing = state.kind === 'writing';
  if (desktop !== undefined)
    return (
      <Row composite label="Export" hint={hint} error={error}>
        {state.kind === 'written' && <Button onClick={() => show(state.path)}>Show</Button>}
        <Button disabled={writing} focusableWhenDisabled onClick={() => void choose()}>
          Export…
        </Button>
      </Row>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim() === '') setState({ kind: 'refused', sentence: `Type where to write it, such as ${example}.` });
        else void write(path.trim());
      }}
    >
      <Row wide label="Export to" hint={hint} error={error}>
        <div className="min-w-0 flex-1 min-[36rem]:w-52 min-[36rem]:flex-none">
          <Field.Control
            value={path}
            onValueChange={setPath}
            placeholder={example}
            autoComplete="off"
            spellCheck={false}
            className={cx(inputClass, 'font-mono aria-invalid:border-danger')}
          />
        </div>
        <Button type="submit" disabled={writing} focusableWhenDisabled>
          Export
        </Button>
      </Row>
    </form>
  );
}
