import { EventEmitter } from 'node:events';
import type { WebContents } from './web-contents.ts';
import type { WebFrame } from './web-frame.ts';

export interface IpcEvent {
  readonly type: 'frame';
  readonly sender: WebContents;
  /** Null when the frame is gone by the time it is asked for. */
  readonly senderFrame: WebFrame | null;
  readonly frameId: number;
  readonly processId: number;
}

type Handler = (event: IpcEvent, ...args: unknown[]) => unknown;

/** `ipcMain`: what the preloads of all windows send arrives here. Its events are named by the app. */
export class IpcMain extends EventEmitter {
  private readonly _handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this._handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this._handlers.set(channel, handler);
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return handler(event, ...args);
    });
  }

  removeHandler(channel: string): void {
    this._handlers.delete(channel);
  }

  /** What an `invoke` becomes. */
  async _invoke(channel: string, event: IpcEvent, args: unknown[]): Promise<unknown> {
    const handler = this._handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    try {
      return await handler(event, ...args);
    } catch (thrown) {
      console.error(`Error occurred in handler for '${channel}':`, thrown);
      throw thrown;
    }
  }
}
