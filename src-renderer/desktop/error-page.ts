// What the desktop app shows in a window whose page failed twice. It stands on nothing that the page stands on: no React,
// no connection, no state.
import { desktopApi } from '../ui/state/desktop-bridge.ts';
import './styles.css';

const dark = matchMedia('(prefers-color-scheme: dark)');
const followTheme = (): void => {
  document.documentElement.dataset['theme'] = dark.matches ? 'dark' : 'light';
};
dark.addEventListener('change', followTheme);
followTheme();

const desktop = desktopApi();
const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`error.html has lost its element ${id}`);
  return found;
};
const say = (sentence: string): void => {
  element('said').textContent = sentence;
};

element('reload').addEventListener('click', () => {
  if (desktop === undefined) location.assign('/');
  else desktop.reload().catch(() => say('The window could not be loaded. Restart Homeport.'));
});
element('restart').addEventListener('click', () => {
  desktop?.restart().catch(() => say('Homeport could not be restarted. Quit it from the tray and start it again.'));
});
element('copy').addEventListener('click', () => {
  navigator.clipboard.writeText(element('diagnostics').textContent ?? '').then(
    () => say('Copied. Nothing in it is secret, and nothing of your terminals is in it.'),
    () => say('It could not be copied; select the text below.'),
  );
});

if (desktop === undefined) {
  element('restart').hidden = true;
  element('copy').hidden = true;
} else {
  desktop.readAbout().then(
    ({ diagnostics }) => {
      element('diagnostics').textContent = diagnostics;
    },
    (error: unknown) => {
      element('diagnostics').textContent = `Diagnostics could not be read: ${String(error)}`;
    },
  );
}
