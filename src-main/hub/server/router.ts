import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import { type ErrorName, ProtocolError, toWireError } from '../../../src-shared/protocol/errors.ts';
import type { AnswerFrame, RequestFrame } from '../../../src-shared/protocol/frames.ts';
import type { RateClass, RequestEntry } from '../../../src-shared/protocol/request.ts';
import type { Right } from '../../../src-shared/protocol/rights.ts';
import type { Caller } from '../caller.ts';
import type { Reach } from '../reach.ts';
import { describeIssues } from './describe-issues.ts';
import type { Method, Methods } from './methods.ts';
import { ADDRESSES, ALL_IDLE_AUDIT_RATE, IDLE_AUDIT_RATE } from './server-limits.ts';
import { KeyedBuckets } from './token-bucket.ts';

/** Who did what when, and how it ended. Never what was in it. */
export interface AuditEntry {
  readonly device: string;
  readonly connection: string;
  readonly method: string;
  /** Wall clock, ms since 1970. */
  readonly at: number;
  readonly verdict: 'done' | ErrorName;
}

/**
 * The live rights of a device that reaches us so, on one terminal if one is named; undefined when it is no longer known.
 * Asked for on every message.
 */
export type RightsOf = (device: string, reach: Reach, terminal?: string) => ReadonlySet<Right> | undefined;

interface RouterOptions {
  readonly methods: Methods;
  readonly rightsOf: RightsOf;
  readonly audit: (entry: AuditEntry) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** A caller with its own allowance of requests. */
export interface Asker extends Caller {
  take(rate: RateClass): boolean;
}

/** Leads each request to its handler, past its rate, its right and its schema, in this order. */
export class Router {
  private readonly options: RouterOptions;
  private readonly idleAudit: KeyedBuckets;

  constructor(options: RouterOptions) {
    this.options = options;
    const { clock } = options;
    const rates = { each: IDLE_AUDIT_RATE, all: ALL_IDLE_AUDIT_RATE, most: ADDRESSES, clock };
    this.idleAudit = new KeyedBuckets(rates);
  }

  /** Never rejects. Answers at once when the handler does, so that a key's echo waits for no microtask. */
  answer(frame: RequestFrame, asker: Asker): AnswerFrame | Promise<AnswerFrame> {
    const method = this.options.methods.get(frame.method);
    try {
      const result = this.run(frame, method, asker);
      if (!(result instanceof Promise)) return this.done(frame, method, asker, result);
      return result.then(
        (value) => this.done(frame, method, asker, value),
        (error: unknown) => this.failed(frame, method, asker, error),
      );
    } catch (error) {
      return this.failed(frame, method, asker, error);
    }
  }

  private run(frame: RequestFrame, method: Method | undefined, asker: Asker): object | Promise<object> {
    if (!asker.take(method?.entry.rate ?? 'control')) throw new ProtocolError('rateLimited');
    const rights = this.options.rightsOf(asker.device.id, asker.reach);
    if (rights === undefined) throw new ProtocolError('notAuthenticated');
    if (method === undefined) throw new ProtocolError('methodNotFound');
    const params = method.entry.params.safeParse(frame.params ?? {});
    if (!rights.has(method.entry.right) && !(params.success && this.hasGrant(method.entry, params.data, asker))) {
      throw new ProtocolError('forbidden', `This device does not have the right to do that (${method.entry.right}).`);
    }
    if (!params.success) throw new ProtocolError('invalidParams', describeIssues(params.error));
    return method.run(params.data, asker);
  }

  /** Whether this caller has the right now. */
  may({ device, reach }: Pick<Caller, 'device' | 'reach'>, right: Right): boolean {
    return this.options.rightsOf(device.id, reach)?.has(right) === true;
  }

  /** A device may have more rights on single terminals than its role gives it. */
  private hasGrant(entry: RequestEntry, params: Record<string, unknown>, asker: Asker): boolean {
    const terminal = entry.terminal?.(params);
    if (terminal === undefined) return false;
    return this.options.rightsOf(asker.device.id, asker.reach, terminal)?.has(entry.right) === true;
  }

  private done(frame: RequestFrame, method: Method | undefined, asker: Asker, result: object): AnswerFrame {
    this.report(method, frame, asker, 'done');
    return { jsonrpc: '2.0', id: frame.id, result };
  }

  private failed(frame: RequestFrame, method: Method | undefined, asker: Asker, error: unknown): AnswerFrame {
    const verdict = error instanceof ProtocolError ? error.error : 'internal';
    if (verdict === 'internal') {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.options.log.error('a request failed', { method: frame.method, error: text });
    }
    this.report(method, frame, asker, verdict);
    return { jsonrpc: '2.0', id: frame.id, error: toWireError(error) };
  }

  private report(method: Method | undefined, frame: RequestFrame, asker: Asker, verdict: AuditEntry['verdict']): void {
    if (method === undefined || !method.entry.audited) return;
    // Whatever somebody with a right has done is written; who has none, or asks in vain, does not fill the log.
    const isIdle = verdict !== 'done' || method.entry.right === 'view';
    if (isIdle && !this.idleAudit.take(asker.device.id)) return;
    try {
      this.options.audit({
        device: asker.device.id,
        connection: asker.id,
        method: frame.method,
        at: this.options.clock.now(),
        verdict,
      });
    } catch (error) {
      // What was asked has already been done or refused, and the answer must say so; the log has what the audit lacks.
      this.options.log.error('the audit log cannot be written', { method: frame.method, error: String(error) });
    }
  }
}
