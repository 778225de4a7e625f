import { app } from 'electron';
import { hubClient } from '../access/hub-client.ts';
import { systemClock } from '../hub/host/system-clock.ts';
import { Crashes } from './crash.ts';
import { startDesktop } from './desktop.ts';
import { openHubHost } from './hub-host.ts';
import { launchOptions } from './launch-options.ts';
import { catchLinks } from './link-door.ts';
import { openPlace, type Place } from './place.ts';
import { RestartRecord } from './restart-record.ts';
import { claimInstance, type TakeStarts } from './single-instance.ts';
import { hubOrQuit } from './start-failure.ts';

// Windows shows notifications of this name alone; electron-builder.yml gives it to the installed app.
app.setAppUserModelId('dev.homeport.desktop');
// The order in which the app starts. No top-level await: Electron waits for this module before it is ready.
const takeLinks = catchLinks();
const options = launchOptions(process.argv.slice(1));
const place = openPlace(options.dataDir);
if (place !== undefined) {
  const takeStarts = claimInstance(options);
  if (takeStarts === undefined) app.quit();
  else start(place, takeStarts);
}

function start({ dataDir, own, log }: Place, takeStarts: TakeStarts): void {
  const restarts = new RestartRecord(`${own}/restarts.json`);
  const crashes = new Crashes({ log, clock: systemClock, restarts });
  app.enableSandbox();
  // The app lives in the tray without windows; it ends when somebody ends it.
  app.on('window-all-closed', () => {});
  const client = hubClient(dataDir, 'window', 'Homeport desktop');
  const openHub = (): ReturnType<typeof openHubHost> =>
    openHubHost({ dataDir, client, clock: systemClock, log: log.child('hub host') });
  // The hub needs nothing of Electron, and both take their time: they start side by side.
  const starting = openHub();
  // Waited for below, where a failure is told.
  starting.catch(() => {});
  app
    .whenReady()
    .then(() => hubOrQuit(starting, openHub, log))
    .then((host) => {
      if (host === undefined) app.exit(1);
      else startDesktop({ place: { dataDir, own, log }, options, host, client, crashes, takeLinks, takeStarts });
    })
    .catch((error: unknown) => crashes.failedToStart(error));
}
