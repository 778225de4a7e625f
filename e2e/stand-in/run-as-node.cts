// Loaded before the program when ELECTRON_RUN_AS_NODE is set: Electron is a Node then, which knows what it is made of.
const { join } = require('node:path') as typeof import('node:path');
const { version } = require('electron/package.json') as { version: string };

process.execPath = join(__dirname, 'electron');
Object.defineProperty(process.versions, 'electron', { value: version, enumerable: true });
