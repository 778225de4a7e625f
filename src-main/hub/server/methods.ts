import type { Handlers, RequestEntry, RequestTable } from '../../../src-shared/protocol/request.ts';
import type { Caller } from '../caller.ts';

/** One entry, ready to be called with parameters that its schema has passed. */
export interface Method {
  readonly owner: string;
  readonly entry: RequestEntry;
  run(params: object, caller: Caller): object | Promise<object>;
}

/** A Map, so that no name reaches what objects inherit. */
export type Methods = ReadonlyMap<string, Method>;

/** Binds a table to its handlers; here, where both have their exact types, a missing handler does not compile. */
export function requestModule<T extends RequestTable>(name: string, table: T, handlers: Handlers<T, Caller>): Methods {
  const methods = new Map<string, Method>();
  for (const [method, entry] of Object.entries(table)) {
    // The compiler has matched handler and entry; the router parses with this very entry before it calls.
    const handler = handlers[method] as unknown as Method['run'];
    methods.set(method, { owner: name, entry, run: (params, caller) => handler.call(handlers, params, caller) });
  }
  return methods;
}

/** Joins tables into the one that the router knows. Two that claim one method are a mistake in the build. */
export function joinMethods(modules: Iterable<Methods>): Methods {
  const joined = new Map<string, Method>();
  for (const methods of modules) {
    for (const [name, method] of methods) {
      const other = joined.get(name);
      if (other !== undefined) throw new Error(`${other.owner} and ${method.owner} both claim the method ${name}`);
      joined.set(name, method);
    }
  }
  return joined;
}

/** Methods by service, as `welcome` announces them. */
export function servicesOf(methods: Methods): Record<string, string[]> {
  const services: Record<string, string[]> = {};
  for (const name of methods.keys()) {
    const service = name.slice(0, name.indexOf('.'));
    services[service] = [...(services[service] ?? []), name];
  }
  return services;
}
