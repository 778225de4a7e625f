import type { Wire } from './wire.ts';

/*
 * The functions of this file run in documents, as text, before any script of the page: they use nothing from outside of
 * themselves. A document has two worlds that share the DOM and no object: the page's own and the preload's.
 */

/** One end of `contextBridge`. */
interface Bridge {
  expose(name: string, api: unknown): void;
}

// biome-ignore lint/suspicious/noExplicitAny: values of unknown programs pass through here, and nothing is known of them.
type Any = any;

/**
 * Carries values and calls between the two worlds, by DOM events with a name that the page cannot guess. The event's
 * detail is cloned by Chromium; functions, promises and errors are numbered and carried by this.
 */
export function makeBridge(own: string, other: string): Bridge {
  const { dispatchEvent, CustomEvent } = window;
  const functions = new Map<number, (...args: Any[]) => unknown>();
  const numbers = new Map<unknown, number>();
  const pending = new Map<number, { resolve: (value: Any) => void; reject: (error: Any) => void }>();
  let last = 0;
  let answer: Any;

  const send = (detail: Any): void => {
    dispatchEvent.call(window, new CustomEvent(other, { detail }));
  };
  /** Events are dispatched at once, so that the answer is there when this returns. */
  const ask = (detail: Any): Any => {
    answer = undefined;
    send(detail);
    const got = answer;
    answer = undefined;
    if (got === undefined) throw new Error('The other world of this document is not there.');
    if (got.thrown !== undefined) throw decode(got.thrown);
    return decode(got.value);
  };
  const encode = (value: Any, path: ReadonlyArray<Any>): Any => {
    if (typeof value === 'function') {
      let number = numbers.get(value);
      if (number === undefined) {
        number = ++last;
        numbers.set(value, number);
        functions.set(number, value);
      }
      return { $: 'function', number };
    }
    if (typeof value === 'symbol') throw new TypeError('An object could not be cloned.');
    if (value === null || typeof value !== 'object') return { $: 'value', value };
    if (path.includes(value)) throw new TypeError('A value that contains itself cannot cross the context bridge.');
    const inside = (each: Any): Any => encode(each, [...path, value]);
    const tag = Object.prototype.toString.call(value);
    if (tag === '[object Promise]') {
      const number = ++last;
      value.then(
        (result: Any) => settle('resolve', number, result),
        (error: Any) => settle('reject', number, error),
      );
      return { $: 'promise', number };
    }
    if (value instanceof Error) return { $: 'error', name: value.name, message: value.message };
    if (Array.isArray(value)) return { $: 'array', items: value.map(inside) };
    if (tag === '[object Object]') {
      return { $: 'object', fields: Object.entries(value).map(([key, each]) => [key, inside(each)]) };
    }
    // Dates, maps, bytes, files: Chromium clones them.
    return { $: 'value', value };
  };
  const settle = (how: string, number: number, value: Any): void => {
    try {
      send({ kind: 'settled', how, number, value: encode(value, []) });
    } catch (error) {
      send({ kind: 'settled', how: 'reject', number, value: encode(error, []) });
    }
  };
  const decode = (coded: Any): Any => {
    switch (coded.$) {
      case 'value':
        return coded.value;
      case 'function':
        return (...args: Any[]) =>
          ask({ kind: 'call', number: coded.number, args: args.map((each) => encode(each, [])) });
      case 'promise':
        return new Promise((resolve, reject) => pending.set(coded.number, { resolve, reject }));
      case 'error': {
        const kinds: Record<string, ErrorConstructor> = { RangeError, TypeError, SyntaxError, ReferenceError };
        return new (kinds[coded.name] ?? Error)(coded.message);
      }
      case 'array':
        return coded.items.map(decode);
      default:
        return Object.fromEntries(coded.fields.map(([key, each]: [string, Any]) => [key, decode(each)]));
    }
  };
  const deepFreeze = (value: Any): Any => {
    if (value !== null && typeof value === 'object') {
      for (const each of Object.values(value)) deepFreeze(each);
      Object.freeze(value);
    }
    return value;
  };
  const perform = (detail: Any): unknown => {
    if (detail.kind === 'call') return functions.get(detail.number)?.(...detail.args.map(decode));
    if (Object.hasOwn(window, detail.name)) {
      throw new Error('Cannot bind an API on top of an existing property on the window object');
    }
    const value = deepFreeze(decode(detail.value));
    Object.defineProperty(window, detail.name, { value, writable: false, configurable: false, enumerable: true });
    return undefined;
  };
  window.addEventListener(
    own,
    (event) => {
      event.stopImmediatePropagation();
      const { detail } = event as CustomEvent;
      if (detail.kind === 'answer') {
        answer = detail;
      } else if (detail.kind === 'settled') {
        const waiting = pending.get(detail.number);
        pending.delete(detail.number);
        waiting?.[detail.how as 'resolve' | 'reject'](decode(detail.value));
      } else {
        let said: Any;
        try {
          said = { kind: 'answer', value: encode(perform(detail), []) };
        } catch (error) {
          said = { kind: 'answer', thrown: encode(error, []) };
        }
        send(said);
      }
    },
    true,
  );
  return {
    expose(name, api) {
      ask({ kind: 'expose', name, value: encode(api, []) });
    },
  };
}

/** What the preload's world is told of its process. */
export interface PreloadFacts {
  readonly path: string;
  readonly process: Readonly<Record<string, unknown>>;
}

/** The preload's world: a `require` with little in it, as in a sandboxed renderer, and the preload run with it. */
export function runPreload(bridge: Bridge, wire: Wire, facts: PreloadFacts, preload: (...args: Any[]) => void): void {
  const world = globalThis as Any;
  const post: (text: string) => void = world.standInPost;
  delete world.standInPost;
  const refuse = (what: string): never => {
    throw new Error(`stand-in: ${what} is not supported in a preload`);
  };
  const strict = (name: string, target: Any): Any =>
    new Proxy(target, {
      get: (object, key) =>
        typeof key === 'symbol' || key in object ? object[key] : refuse(name === '' ? key : `${name}.${key}`),
    });

  class Emitter {
    listeners_: Record<string, Any[]> = {};
    on(name: string, listener: Any): this {
      this.listeners_[name] ??= [];
      this.listeners_[name].push(listener);
      return this;
    }
    addListener(name: string, listener: Any): this {
      return this.on(name, listener);
    }
    once(name: string, listener: Any): this {
      const once = (...args: Any[]): void => {
        this.off(name, once);
        listener(...args);
      };
      (once as Any).listener = listener;
      return this.on(name, once);
    }
    off(name: string, listener: Any): this {
      const listeners = this.listeners_[name] ?? [];
      const at = listeners.findLastIndex((each) => each === listener || each.listener === listener);
      if (at !== -1) this.listeners_[name] = listeners.toSpliced(at, 1);
      return this;
    }
    removeListener(name: string, listener: Any): this {
      return this.off(name, listener);
    }
    removeAllListeners(name?: string): this {
      if (name === undefined) this.listeners_ = {};
      else delete this.listeners_[name];
      return this;
    }
    emit(name: string, ...args: Any[]): boolean {
      const listeners = this.listeners_[name] ?? [];
      for (const listener of listeners) listener.apply(this, args);
      return listeners.length > 0;
    }
    listenerCount(name: string): number {
      return this.listeners_[name]?.length ?? 0;
    }
  }

  // Chromium's protocol tells of titles late, and the last one only. They are set in the head, which changes seldom.
  const tellTitle = (): void => {
    if (document.title !== '') post(JSON.stringify({ kind: 'title', title: document.title }));
  };
  document.addEventListener('DOMContentLoaded', () => {
    tellTitle();
    const changes = { childList: true, subtree: true, characterData: true };
    new MutationObserver(tellTitle).observe(document.head ?? document.documentElement, changes);
  });

  let last = 0;
  const waiting = new Map<number, { channel: string; resolve: (value: Any) => void; reject: (error: Error) => void }>();
  const ipcRenderer: Any = Object.assign(new Emitter(), {
    invoke: (channel: string, ...args: Any[]) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        const encoded = wire.encode(args);
        waiting.set(id, { channel, resolve, reject });
        post(JSON.stringify({ kind: 'invoke', channel, args: encoded, id }));
      }),
    send(channel: string, ...args: Any[]) {
      post(JSON.stringify({ kind: 'send', channel, args: wire.encode(args) }));
    },
  });
  world.standInReceive = (kind: string, channel: string, value: string, id: number): void => {
    if (kind === 'message') {
      ipcRenderer.emit(channel, { sender: strictIpc, senderId: 0, ports: [] }, ...(wire.decode(value) as Any[]));
      return;
    }
    const asked = waiting.get(id);
    waiting.delete(id);
    if (kind === 'result') asked?.resolve(wire.decode(value));
    else asked?.reject(new Error(`Error invoking remote method '${asked.channel}': ${value}`));
  };
  const strictIpc = strict('ipcRenderer', ipcRenderer);

  /** Answered by the main process, which sees this stop and asks Chromium where the file is. */
  const getPathForFile = (file: unknown): string => {
    if (!(file instanceof File)) throw new TypeError('webUtils.getPathForFile takes a File');
    const standInPathOfFile = '';
    // biome-ignore lint/suspicious/noDebugger: the one way to wait for another process in a document.
    debugger;
    // Also told apart from an empty path: without the main process nothing would have stopped here.
    if (!standInPathOfFile.startsWith('=')) throw new Error('stand-in: the path of a file was not told');
    return standInPathOfFile.slice(1);
  };

  const electron = strict('', {
    ipcRenderer: strictIpc,
    contextBridge: strict('contextBridge', { exposeInMainWorld: (name: string, api: Any) => bridge.expose(name, api) }),
    webUtils: strict('webUtils', { getPathForFile }),
  });
  const modules: Record<string, Any> = {
    electron,
    'electron/renderer': electron,
    events: Object.assign(Emitter, { EventEmitter: Emitter }),
    timers: { setTimeout, clearTimeout, setInterval, clearInterval },
    url: { URL, URLSearchParams },
  };
  const require = (name: string): Any => modules[name.replace(/^node:/, '')] ?? refuseModule(name);
  const refuseModule = (name: string): never => {
    throw new Error(`module not found: ${name}`);
  };
  const process = strict('process', { ...facts.process, isMainFrame: window === window.top });
  const module = { exports: {} };
  try {
    preload(require, module.exports, module, process, globalThis);
  } catch (error) {
    const { name, message, stack } = error as Error;
    post(JSON.stringify({ kind: 'preload-error', path: facts.path, error: { name, message, stack } }));
    console.error(`Unable to load preload script: ${facts.path}`);
    console.error(error);
  }
}
