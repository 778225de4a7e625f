import type { z } from 'zod';
import type { Right } from './rights.ts';

/**
 * How often a client may ask. `interactive`: as fast as hands and terminals go. `control`: what an interface needs.
 * `heavy`: what starts processes or reads much.
 */
export type RateClass = 'interactive' | 'control' | 'heavy';

/** One entry of the request table. */
export interface RequestEntry<P extends z.ZodObject = z.ZodObject, R extends z.ZodObject = z.ZodObject> {
  /** One line, ends up in docs/protocol.md. */
  readonly doc: string;
  /** Asked for against the live device record on every message. */
  readonly right: Right;
  /** The terminal that checked params are about: a device may have more rights on single ones. */
  terminal?(params: z.output<P>): string;
  readonly rate: RateClass;
  /** Whether who did it when, with which verdict, goes into the audit log. Never its content. */
  readonly audited: boolean;
  readonly params: P;
  readonly result: R;
}

/** Declares an entry so that its schemas keep their exact types. */
export function request<P extends z.ZodObject, R extends z.ZodObject>(entry: RequestEntry<P, R>): RequestEntry<P, R> {
  return entry;
}

/** Methods by name, `service.noun.verb`. */
export type RequestTable = Readonly<Record<string, RequestEntry>>;

/** What a caller passes: defaults may be left out. */
export type ParamsInput<E extends RequestEntry> = z.input<E['params']>;
/** What a handler receives: checked and complete. */
export type Params<E extends RequestEntry> = z.output<E['params']>;
export type RequestResult<E extends RequestEntry> = z.output<E['result']>;

/** The handlers of a table: a missing or mis-shaped one does not compile. `C` is what a handler knows of its caller. */
export type Handlers<T extends RequestTable, C> = {
  readonly [M in keyof T]: (params: Params<T[M]>, caller: C) => RequestResult<T[M]> | Promise<RequestResult<T[M]>>;
};
