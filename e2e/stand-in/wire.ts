/** Values as text between this process and the pages, after the structured clone that Electron uses. */
export interface Wire {
  encode(value: unknown): string;
  decode(text: string): unknown;
}

type Coded = null | boolean | string | number | { readonly $: string; readonly v: unknown };

/**
 * Runs in this process and, as text, in the preload's world of every document: it uses nothing from outside of itself.
 * Every object is written as `{ $: kind, v: value }`, so that no value can pass for another.
 */
export function makeWire(): Wire {
  const toBase64 = (bytes: Uint8Array): string => {
    let text = '';
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  };
  const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const uncloneable = (): never => {
    const error = new Error('An object could not be cloned.');
    error.name = 'DataCloneError';
    throw error;
  };
  const fields = (value: object, code: (value: unknown) => unknown): Array<[string, unknown]> =>
    Object.entries(value).map(([key, each]) => [key, code(each)]);

  const encodeObject = (value: object, path: ReadonlyArray<object>): Coded => {
    if (path.includes(value)) return uncloneable();
    const encode = (each: unknown): Coded => encodeValue(each, [...path, value]);
    const tag = Object.prototype.toString.call(value).slice(8, -1);
    if (Array.isArray(value)) return { $: 'array', v: value.map(encode) };
    if (value instanceof Error) return { $: 'error', v: [value.name, value.message, value.stack] };
    if (ArrayBuffer.isView(value)) {
      return { $: 'view', v: [tag, toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))] };
    }
    if (tag === 'ArrayBuffer') return { $: 'buffer', v: toBase64(new Uint8Array(value as ArrayBuffer)) };
    if (tag === 'Date') return { $: 'date', v: encode((value as Date).getTime()) };
    if (tag === 'RegExp') return { $: 'regexp', v: [(value as RegExp).source, (value as RegExp).flags] };
    if (tag === 'Set') return { $: 'set', v: [...(value as Set<unknown>)].map(encode) };
    if (tag === 'Map') return { $: 'map', v: [...(value as Map<unknown, unknown>)].map((pair) => pair.map(encode)) };
    if (tag !== 'Object' && tag !== 'Array') return uncloneable();
    return { $: 'object', v: fields(value, encode) };
  };
  const encodeValue = (value: unknown, path: ReadonlyArray<object>): Coded => {
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    if (value === undefined) return { $: 'undefined', v: null };
    if (typeof value === 'number') {
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $: 'number', v: Object.is(value, -0) ? '-0' : String(value) };
    }
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
    return typeof value === 'object' ? encodeObject(value, path) : uncloneable();
  };

  const ERRORS: Readonly<Record<string, ErrorConstructor>> = {
    RangeError,
    TypeError,
    SyntaxError,
    ReferenceError,
    EvalError,
    URIError,
  };
  const decodeError = ([name, message, stack]: [string, string, string]): Error => {
    const error = new (ERRORS[name] ?? Error)(message);
    error.stack = stack;
    return error;
  };
  const decodeView = ([tag, text]: [string, string]): unknown => {
    const bytes = fromBase64(text);
    const makers = globalThis as unknown as Record<string, new (buffer: ArrayBufferLike) => unknown>;
    const Maker = makers[tag];
    // Node's Buffer says that it is a Uint8Array, as it does in Electron.
    return Maker === undefined || tag === 'Uint8Array' ? bytes : new Maker(bytes.buffer);
  };
  const decodeValue = (coded: Coded): unknown => {
    if (coded === null || typeof coded !== 'object') return coded;
    // biome-ignore lint/suspicious/noExplicitAny: each kind has its own shape, written a few lines above.
    const v = coded.v as any;
    switch (coded.$) {
      case 'undefined':
        return undefined;
      case 'number':
        return Number(v);
      case 'bigint':
        return BigInt(v);
      case 'array':
        return v.map(decodeValue);
      case 'date':
        return new Date(decodeValue(v) as number);
      case 'regexp':
        return new RegExp(v[0], v[1]);
      case 'set':
        return new Set(v.map(decodeValue));
      case 'map':
        return new Map(v.map((pair: [Coded, Coded]) => pair.map(decodeValue)));
      case 'error':
        return decodeError(v);
      case 'buffer':
        return fromBase64(v).buffer;
      case 'view':
        return decodeView(v);
      default:
        return Object.fromEntries(v.map(([key, each]: [string, Coded]) => [key, decodeValue(each)]));
    }
  };
  return {
    encode: (value) => JSON.stringify(encodeValue(value, [])),
    decode: (text) => decodeValue(JSON.parse(text) as Coded),
  };
}
