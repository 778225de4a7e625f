const { contextBridge, ipcRenderer, webUtils } = require('electron');

globalThis.onlyInPreload = true;
contextBridge.exposeInMainWorld('bridge', {
  invoke: (/** @type {string} */ channel, /** @type {unknown[]} */ ...args) => ipcRenderer.invoke(channel, ...args),
  send: (/** @type {unknown} */ value) => ipcRenderer.send('sent', value),
  onTold: (/** @type {(value: unknown) => void} */ listener) => {
    const heard = (/** @type {unknown} */ _event, /** @type {unknown} */ value) => listener(value);
    ipcRenderer.on('told', heard);
    return () => ipcRenderer.removeListener('told', heard);
  },
  addNow: (/** @type {number} */ one, /** @type {number} */ other) => one + other,
  failNow: () => {
    throw new TypeError('not like that');
  },
  paths: (/** @type {File[]} */ files) => files.map((file) => webUtils.getPathForFile(file)),
  process: { type: process.type, sandboxed: process.sandboxed },
  requireError: (/** @type {string} */ name) => {
    try {
      require(name);
      return 'loaded';
    } catch (error) {
      return String(error);
    }
  },
});
