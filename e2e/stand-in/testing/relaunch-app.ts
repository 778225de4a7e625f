import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';

/** Starts itself again once, and leaves word of each start. */
const profile = app.commandLine.getSwitchValue('profile');
app.setPath('userData', profile);
const again = process.argv.includes('--again');
const found = {
  pid: process.pid,
  parent: process.ppid,
  args: process.argv.slice(2),
  first: app.requestSingleInstanceLock(),
};
appendFileSync(join(profile, 'starts'), `${JSON.stringify(found)}\n`);
void app.whenReady().then(() => {
  if (!again) app.relaunch({ args: [...process.argv.slice(1), '--again'] });
  app.exit(0);
});
