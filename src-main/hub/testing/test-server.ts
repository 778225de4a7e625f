import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { silentLog } from '../../../src-shared/base/log.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import { request } from '../../../src-shared/protocol/request.ts';
import { type Right, ROLE_RIGHTS } from '../../../src-shared/protocol/rights.ts';
import type { Caller, OutputStream } from '../caller.ts';
import { systemClock } from '../host/system-clock.ts';
import { type Methods, requestModule } from '../server/methods.ts';
import type { AuditEntry } from '../server/router.ts';
import type { Route } from '../server/routes.ts';
import { listen, type Server } from '../server/server.ts';
import { KeyRing, type TestKey, testKey } from './test-key.ts';

const entry = { doc: 'For tests.', right: 'view', rate: 'control', audited: false } as const;
const nothing = z.object({});

/** A few methods that do what a test of the server needs. */
const table = {
  'test.text.echo': request({
    ...entry,
    rate: 'interactive',
    params: z.object({ text: z.string(), many: z.int().max(10).optional() }),
    result: z.object({ text: z.string() }),
  }),
  'test.text.type': request({ ...entry, right: 'type', audited: true, params: nothing, result: nothing }),
  'test.thing.start': request({ ...entry, rate: 'heavy', params: nothing, result: nothing }),
  'test.thing.fail': request({ ...entry, audited: true, params: nothing, result: nothing }),
  'test.thing.wait': request({ ...entry, params: nothing, result: nothing }),
  'test.thing.miss': request({ ...entry, params: nothing, result: nothing }),
  'test.stream.open': request({ ...entry, params: nothing, result: z.object({ stream: z.int() }) }),
};

/** A real server on port 0 with two devices: one that may do everything, one that may only look. */
export interface TestServer {
  readonly server: Server;
  readonly url: string;
  readonly port: number;
  readonly admin: TestKey;
  readonly viewer: TestKey;
  /** The live rights; a test takes one away here. */
  readonly rights: Map<string, Set<Right>>;
  readonly callers: Caller[];
  readonly streams: OutputStream[];
  readonly audited: AuditEntry[];
  readonly logged: string[];
  /** Lets `test.thing.wait` answer. */
  release(): void;
}

export interface TestServerOptions {
  readonly clock?: Clock;
  readonly routes?: ReadonlyArray<Route>;
  readonly methods?: Methods;
  readonly port?: number;
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const ring = new KeyRing();
  const admin = ring.add(testKey({ id: 'd_admin', name: 'Desk', role: 'admin' }));
  const viewer = ring.add(testKey({ id: 'd_viewer', name: 'Wall', role: 'viewer' }));
  const rights = new Map([admin, viewer].map(({ device }) => [device.id, new Set(ROLE_RIGHTS[device.role])]));
  const callers: Caller[] = [];
  const streams: OutputStream[] = [];
  const audited: AuditEntry[] = [];
  const logged: string[] = [];
  const waiting: Array<() => void> = [];

  const methods = requestModule('test', table, {
    'test.text.echo': ({ text }) => ({ text }),
    'test.text.type': () => ({}),
    'test.thing.start': () => ({}),
    'test.thing.fail': () => {
      throw new Error('secret details');
    },
    'test.thing.wait': () => new Promise((resolve) => waiting.push(() => resolve({}))),
    'test.thing.miss': async () => {
      throw new ProtocolError('notFound', 'That is gone.');
    },
    'test.stream.open': (_params, caller) => {
      const stream = caller.openStream();
      streams.push(stream);
      return { stream: stream.number };
    },
  });
  const log = {
    ...silentLog,
    error: (message: string, fields?: object) => logged.push(message + JSON.stringify(fields)),
  };
  const server = await listen({
    config: { host: '127.0.0.1', hostMayMove: false, port: options.port ?? 0, portMayMove: false, version: '0.1.0' },
    hub: { id: 'h_test', name: 'Test hub' },
    methods: options.methods ?? methods,
    authenticator: ring,
    rightsOf: (device) => rights.get(device),
    audit: (each) => audited.push(each),
    opened: (caller) => callers.push(caller),
    routes: options.routes ?? [],
    clock: options.clock ?? systemClock,
    log: { ...log, child: () => log as never },
    random: (length) => randomBytes(length),
  });
  const release = (): void => {
    for (const each of waiting.splice(0)) each();
  };
  return {
    server,
    url: server.url,
    port: server.port,
    admin,
    viewer,
    rights,
    callers,
    streams,
    audited,
    logged,
    release,
  };
}
