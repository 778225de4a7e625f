import type { ReactNode } from 'react';
import { type ThemeName, terminalThemes } from '../../ui/terminal/themes.ts';

export interface FontPreviewProps {
  /** A CSS font family. */
  readonly family: string;
  /** CSS pixels. */
  readonly size: number;
  readonly theme: ThemeName;
  readonly blinking: boolean;
}

/** A few lines as a terminal would draw them, with the letters that fonts are told apart by. */
export function FontPreview({ family, size, theme, blinking }: FontPreviewProps): ReactNode {
  const colours = terminalThemes[theme];
  return (
    <div
      role="img"
      aria-label="A sample of terminal text in this font and size"
      className="overflow-hidden whitespace-pre rounded-lg border border-line px-3 py-2.5"
      style={{
        fontFamily: family,
        fontSize: size,
        lineHeight: 1.2,
        background: colours.background,
        color: colours.foreground,
        fontVariantLigatures: 'none',
      }}
    >
      <div>
        <span style={{ color: colours.green }}>~/homeport</span> <span style={{ color: colours.blue }}>main</span> $ ls
        -l
      </div>
      <div>
        -rw-r--r-- <span style={{ color: colours.yellow }}>4140</span> 0O 1lI|{' '}
        <span style={{ color: colours.magenta }}>{'{}[]()'}</span> =&gt; !=
      </div>
      <div>
        <span style={{ color: colours.green }}>~/homeport</span> <span style={{ color: colours.blue }}>main</span> ${' '}
        <span
          className={blinking ? 'blink' : undefined}
          style={{ background: colours.cursor, color: colours.cursorAccent }}
        >
          {' '}
        </span>
      </div>
    </div>
  );
}
