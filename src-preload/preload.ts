import { contextBridge } from 'electron';

contextBridge.exposeInMainWorld('homeport', {});
