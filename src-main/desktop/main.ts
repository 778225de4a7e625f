import { app } from 'electron';

// No top-level await here: Electron waits for this module before it is ready.
app.enableSandbox();
