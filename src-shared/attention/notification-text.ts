import { isFailure, labelOf, plainLine, shortDuration } from '../labels/terminal-label.ts';
import type { Notice } from './attention.ts';

/** What one notification says. */
export interface NotificationText {
  readonly title: string;
  readonly body: string;
}

/** The `&` before what would be read as one character; any other stays as it is. */
const ENTITY = /&(?=#?\w+;)/g;

/** What is told of a notice. Programs wrote some of it: it is plain and short. */
export function notificationText({ terminal, badge }: Notice): NotificationText {
  const label = plain(labelOf(terminal));
  switch (badge.kind) {
    case 'bell':
      return { title: `Bell in ${label}`, body: '' };
    case 'over':
      return { title: `${label} has ended`, body: '' };
    case 'finished': {
      const line = plain(badge.line);
      const how = isFailure(badge.exitCode) ? `Failed with exit code ${badge.exitCode}` : 'Finished';
      return { title: `${how} after ${shortDuration(badge.durationMs)}`, body: line === '' ? label : line };
    }
  }
}

/**
 * Linux desktops read a notification's body as markup, so that a line could bring links and pictures of its own, and by
 * an entity the very characters that are no plain text.
 */
function plain(text: string): string {
  return plainLine(text, 100).replaceAll('<', '‹').replaceAll('>', '›').replace(ENTITY, '＆');
}
