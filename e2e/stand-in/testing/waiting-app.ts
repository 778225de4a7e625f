import { app } from 'electron';

// What an app must not do: Electron would wait for this module, and this module for Electron.
await app.whenReady();
console.log('never');
