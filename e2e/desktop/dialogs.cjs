// Electron requires this before the app: from then on every message box waits until the spec answers it.
const { dialog } = require('electron');

/** @type {Array<{ message: string, detail: string, buttons: ReadonlyArray<string>, answer: (label: string) => void }>} */
const open = [];
globalThis.homeportDialogs = open;

dialog.showMessageBox = (/** @type {any[]} */ ...args) => {
  const { message, detail = '', buttons = ['OK'], cancelId = 0, signal } = args.at(-1);
  return new Promise((resolve) => {
    const close = (/** @type {number} */ response) => {
      const at = open.indexOf(box);
      if (at === -1) return;
      open.splice(at, 1);
      resolve({ response, checkboxChecked: false });
    };
    const box = {
      message,
      detail,
      buttons,
      answer: (/** @type {string} */ label) => {
        if (!buttons.includes(label)) throw new Error(`no button "${label}" among ${buttons.join(', ')}`);
        close(buttons.indexOf(label));
      },
    };
    open.push(box);
    signal?.addEventListener('abort', () => close(cancelId));
  });
};
