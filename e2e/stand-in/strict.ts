import { EventEmitter } from 'node:events';

/** What Node, the inspector and promises ask of any object without meaning it. */
const ASKED_OF_ALL: ReadonlySet<string> = new Set([
  'then',
  'toJSON',
  'constructor',
  'inspect',
  'nodeType',
  'length',
  'default',
  '__esModule',
  '__proto__',
  'valueOf',
  'toString',
]);

/** Thrown for all that the stand-in cannot do: a test must fail on it, never pass beside it. */
export class Unsupported extends Error {
  constructor(what: string) {
    super(`stand-in: ${what} is not supported`);
    this.name = 'Unsupported';
  }
}

/** An object that refuses what it does not have, where JavaScript would say undefined. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      if (typeof key === 'symbol' || key in object || isPrivate(key) || ASKED_OF_ALL.has(key)) {
        return Reflect.get(object, key, receiver);
      }
      throw new Unsupported(`${name}.${key}`);
    },
    set(object, key, value, receiver) {
      // What exists may be replaced: tests do so on both runtimes.
      if (typeof key === 'string' && !(key in object) && !isPrivate(key))
        throw new Unsupported(`setting ${name}.${key}`);
      return Reflect.set(object, key, value, receiver);
    },
  });
}

/** Node's emitter keeps its own state under such names. */
function isPrivate(key: string): boolean {
  return key.startsWith('_');
}

/** An export that exists and refuses whatever is asked of it. */
export function absent(name: string): unknown {
  const refuse = (): never => {
    throw new Unsupported(name);
  };
  return new Proxy(function absentExport() {}, {
    apply: refuse,
    construct: refuse,
    get(target, key, receiver) {
      if (typeof key === 'symbol' || ASKED_OF_ALL.has(key) || key === 'prototype' || key === 'name') {
        return Reflect.get(target, key, receiver);
      }
      throw new Unsupported(`${name}.${key}`);
    },
    set: refuse,
  });
}

/** Listeners as everybody writes them; each event says what it carries where it is emitted. */
// biome-ignore lint/suspicious/noExplicitAny: a listener may take any arguments, and only `any` says so for functions.
type Listener = (...args: any[]) => void;

/** An emitter that refuses listeners for events which it would never emit. */
export class StrictEmitter extends EventEmitter {
  private readonly _noun: string;
  private readonly _known: ReadonlySet<string>;

  constructor(noun: string, events: ReadonlyArray<string>) {
    super();
    this._noun = noun;
    this._known = new Set(events);
    // biome-ignore lint/correctness/noConstructorReturn: whoever extends this is strict from its first line, to itself also.
    return strict(noun, this);
  }

  private _mustEmit(event: string | symbol): void {
    if (typeof event === 'string' && !this._known.has(event)) throw new Unsupported(`event ${event} of ${this._noun}`);
  }

  override on(event: string | symbol, listener: Listener): this {
    this._mustEmit(event);
    return super.on(event, listener);
  }

  override addListener(event: string | symbol, listener: Listener): this {
    return this.on(event, listener);
  }

  override once(event: string | symbol, listener: Listener): this {
    this._mustEmit(event);
    return super.once(event, listener);
  }

  override prependListener(event: string | symbol, listener: Listener): this {
    this._mustEmit(event);
    return super.prependListener(event, listener);
  }
}

/** An event that a listener can stop. */
export interface Preventable {
  preventDefault(): void;
  readonly defaultPrevented: boolean;
}

export function preventable<T extends object>(facts: T): T & Preventable {
  let prevented = false;
  return Object.defineProperties(facts as T & Preventable, {
    preventDefault: {
      value: () => {
        prevented = true;
      },
    },
    defaultPrevented: { get: () => prevented },
  });
}
