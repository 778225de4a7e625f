import type { ThemeChoice } from '../../../src-shared/protocol/channels/settings/state.ts';

/** `--chrome` of the page's style sheet: what a window is before its page has drawn anything. */
export const BACKGROUND = { light: '#f5f5f7', dark: '#15171b' } as const;

export function backgroundOf(theme: ThemeChoice, systemIsDark: boolean): string {
  if (theme === 'system') return systemIsDark ? BACKGROUND.dark : BACKGROUND.light;
  return BACKGROUND[theme];
}
