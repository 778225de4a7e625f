import type { ReactNode } from 'react';
import type { StyledLine } from '../../ui/terminal/styled-lines.ts';
import type { ThemeName } from '../../ui/terminal/themes.ts';
import { runStyle } from './run-style.ts';

export interface PictureProps {
  readonly lines: ReadonlyArray<StyledLine>;
  readonly theme: ThemeName;
}

/** A terminal's screen as plain text of the page, with its colours. */
export function Picture({ lines, theme }: PictureProps): ReactNode {
  return lines.map((line, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a row is nothing but its place
    <div key={row} className="min-h-[1lh]">
      {line.map((run, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a picture never changes
        <span key={at} style={runStyle(run, theme)}>
          {run.t}
        </span>
      ))}
    </div>
  ));
}
