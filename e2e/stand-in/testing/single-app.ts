import { app } from 'electron';

/** Says whether it is the first on its profile, and what further starts want of it; `bye` ends it. */
app.setPath('userData', app.commandLine.getSwitchValue('profile'));
if (app.requestSingleInstanceLock({ wants: process.argv.at(-1) })) {
  app.on('second-instance', (_event, argv, directory, wanted) => {
    console.log(JSON.stringify({ last: argv.at(-1), directory, wanted }));
    if (argv.at(-1) === 'bye') app.exit(7);
  });
  void app.whenReady().then(() => console.log('first'));
} else {
  console.log('not the first');
  app.quit();
}
