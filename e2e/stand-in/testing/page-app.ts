import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { app, BrowserWindow, ipcMain } from 'electron';

/** One window on a server of its own, with handlers that tell what they were called with. */
app.setPath('userData', app.commandLine.getSwitchValue('profile'));

ipcMain.handle('echo', (_event, ...args: unknown[]) => args);
ipcMain.handle('kinds', (_event, ...args: unknown[]) => args.map((each) => Object.prototype.toString.call(each)));
ipcMain.handle('fail', () => {
  throw new RangeError('too far');
});
ipcMain.handle('uncloneable', () => () => {});
ipcMain.handle('where', ({ sender, senderFrame }) => ({
  contents: sender.id,
  url: senderFrame?.url,
  origin: senderFrame?.origin,
  main: senderFrame?.parent === null,
  parent: senderFrame?.parent?.url,
}));

const asked: string[] = [];
ipcMain.on('sent', (event, value: unknown) => event.sender.send('told', value));
Object.assign(globalThis, { asked });

const server = createServer((request, response) => {
  if (request.url === '/away') response.writeHead(302, { location: '/landed' }).end();
  else if (request.url === '/file') response.writeHead(200, { 'content-disposition': 'attachment' }).end('x');
  else {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>${request.url}</title><a id="new" href="/linked" target="_blank">new</a>
      <input type="file" multiple><textarea></textarea>
      <script>
        addEventListener('message', async ({ data, source }) => {
          if (data === 'where') source.postMessage(await bridge.invoke('where'), '*');
        });
      </script>`);
  }
});

void app.whenReady().then(() => {
  server.listen(0, 'localhost', () => {
    const { port } = server.address() as AddressInfo;
    const home = `http://localhost:${port}/`;
    const window = new BrowserWindow({
      show: false,
      width: 700,
      height: 500,
      webPreferences: { preload: join(import.meta.dirname, 'page-preload.cjs') },
    });
    Object.assign(globalThis, { home });
    window.webContents.on('will-navigate', (event, url) => {
      asked.push(`navigate ${new URL(url).pathname}`);
      if (!url.startsWith(home) || url.endsWith('/refused')) event.preventDefault();
    });
    window.webContents.on('will-redirect', (event, url) => {
      asked.push(`redirect ${new URL(url).pathname}`);
      if (url.endsWith('/landed')) event.preventDefault();
    });
    window.webContents.on('will-frame-navigate', ({ url, isMainFrame }) => {
      if (!isMainFrame) asked.push(`frame ${new URL(url).pathname}`);
    });
    window.webContents.setWindowOpenHandler(({ url }) => {
      asked.push(`open ${new URL(url).pathname}`);
      return { action: 'deny' };
    });
    void window.loadURL(home);
  });
});
