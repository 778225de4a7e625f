import { app, BrowserWindow } from 'electron';

/** Quits three times: its window stops the first, `will-quit` the second; and says what happened in which order. */
const say = (text: string): void => console.log(text);
app.setPath('userData', app.commandLine.getSwitchValue('profile'));

let tries = 0;
const attempt = (): void => {
  tries += 1;
  say(`quit ${tries}`);
  app.quit();
  say(`after quit ${tries}`);
};

say(`ready before the entry is evaluated: ${app.isReady()}`);
app.on('will-finish-launching', () => say('will-finish-launching'));
app.on('ready', () => say('ready'));
app.on('before-quit', () => say('before-quit'));
app.on('window-all-closed', () => say('window-all-closed'));
app.on('will-quit', (event) => {
  say('will-quit');
  if (tries > 2) return;
  event.preventDefault();
  setImmediate(attempt);
});
app.on('quit', (_event, code) => say(`quit with ${code}`));
app.on('browser-window-created', () => say('browser-window-created'));
app.on('web-contents-created', () => say('web-contents-created'));
process.on('exit', () => say('exit'));

void app.whenReady().then(() => {
  const window = new BrowserWindow({ show: false });
  for (const name of ['show', 'focus', 'minimize', 'restore', 'maximize', 'unmaximize', 'blur', 'hide'] as const) {
    window.on(name as 'show', () => say(`window ${name}`));
  }
  window.on('close', (event) => {
    say('window close');
    if (tries === 1) event.preventDefault();
  });
  window.on('closed', () => say('window closed'));
  const steps = [
    () => window.show(),
    () => window.minimize(),
    () => window.restore(),
    () => window.maximize(),
    () => window.unmaximize(),
    () => window.hide(),
    attempt,
    attempt,
  ];
  const next = (): void => {
    steps.shift()?.();
    // Events come after the call that caused them, so that the next call waits for them.
    if (steps.length > 0) setImmediate(() => setImmediate(next));
  };
  next();
});
