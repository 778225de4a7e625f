import { escapeXml } from './profile.ts';

/** One row of a settings screen as it is drawn: what it says, and what is at its right end. */
export interface PictureRow {
  readonly text: string;
  /** `tap`: the one to tap. `on`: a switch that is to be on. `plain`: where one finds oneself. */
  readonly kind: 'plain' | 'tap' | 'on';
}

const WIDTH = 260;
const TOP = 46;
const ROW = 38;

/** A phone's settings screen in a few lines, with what is to be tapped marked. Its words are for those who cannot see it. */
export function settingsPicture(title: string, rows: readonly PictureRow[]): string {
  const height = TOP + rows.length * ROW + 14;
  const told = `${title}: ${rows.map(({ text, kind }) => (kind === 'plain' ? text : `${text}, ${kind === 'on' ? 'turned on' : 'to tap'}`)).join('; ')}`;
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeXml(told)}">
<rect class="frame" x="1" y="1" width="${WIDTH - 2}" height="${height - 2}" rx="18"/>
<text class="title" x="${WIDTH / 2}" y="29" text-anchor="middle">${escapeXml(title)}</text>
${rows.map((row, n) => picturedRow(row, TOP + n * ROW)).join('\n')}
</svg>`;
}

function picturedRow({ text, kind }: PictureRow, y: number): string {
  const box = `<rect class="${kind === 'plain' ? 'row' : 'row marked'}" x="10" y="${y}" width="${WIDTH - 20}" height="${ROW - 6}" rx="8"/>`;
  const words = `<text class="words" x="20" y="${y + 21}">${escapeXml(text)}</text>`;
  return box + words + (kind === 'on' ? picturedSwitch(y) : picturedArrow(y));
}

function picturedSwitch(y: number): string {
  return `<rect class="switch" x="206" y="${y + 7}" width="32" height="18" rx="9"/><circle class="knob" cx="229" cy="${y + 16}" r="7"/>`;
}

function picturedArrow(y: number): string {
  return `<path class="arrow" d="M230 ${y + 10}l6 6-6 6"/>`;
}
