import { Buffer } from 'node:buffer';
import type { z } from 'zod';
import type { KeeperMethod, KeeperRequests, KeeperResult } from '../../src-shared/keeper-protocol/messages.ts';
import { catchUpProcess, catchUpTerminal } from './catch-up.ts';
import { FaultError } from './fault.ts';
import type { Label } from './held.ts';
import type { Holdings } from './holdings.ts';
import type { Link } from './link.ts';
import { isSignal } from './process-groups.ts';
import type { Launch } from './pty.ts';
import type { Size } from './screen-messages.ts';

/** A program that does not read may have this much typed at it. */
const INPUT_LIMIT = 4 * 1024 * 1024;

type Params<M extends KeeperMethod> = z.output<KeeperRequests[M]['params']>;
type Reply<M extends KeeperMethod> = { readonly result: KeeperResult<M>; readonly data?: readonly Uint8Array[] };

/** One for every request but hello, which is answered where the token is. */
export type RequestHandlers = {
  readonly [M in Exclude<KeeperMethod, 'hello'>]: (params: Params<M>, link: Link) => Reply<M> | Promise<Reply<M>>;
};

export interface RequestNeeds {
  readonly holdings: Holdings;
  startTerminal(id: string, launch: Launch, size: Size, label: Label): number;
  startProcess(id: string, launch: Launch, label: Label): number;
  /** The keeper may be empty now. */
  released(): void;
}

export function requestHandlers({ holdings, ...keeper }: RequestNeeds): RequestHandlers {
  return {
    startTerminal: ({ id, size, label, ...launch }) => ({
      result: { pid: keeper.startTerminal(id, launch, size, label) },
    }),
    startProcess: ({ id, label, ...launch }) => ({ result: { pid: keeper.startProcess(id, launch, label) } }),
    input: (params) => input(holdings, params),
    endInput: ({ id }) => {
      holdings.process(id).endInput();
      return { result: {} };
    },
    resize: ({ id, size }) => {
      const terminal = holdings.terminal(id);
      if (terminal.exit !== null) throw new FaultError('ended', 'The program has ended.');
      terminal.resize(size);
      return { result: {} };
    },
    signal: ({ id, signal }) => {
      const held = holdings.get(id);
      if (!isSignal(signal)) throw new FaultError('badMessage', `${signal} is not a signal.`);
      held.signal(signal);
      return { result: {} };
    },
    follow: ({ id, stream: name, number }, link) => {
      const held = holdings.get(id);
      const output = held.stream(name);
      if (output === undefined) throw new FaultError('notFound', `${id} has no stream ${name}.`);
      const { position } = link.follow(number, held, output);
      return { result: { position, size: held.kind === 'terminal' ? held.size : null } };
    },
    unfollow: ({ number }, link) => {
      link.unfollow(number);
      return { result: {} };
    },
    catchUp: ({ number, from, most }, link) => {
      const { held, stream } = link.following(number);
      const answer =
        held.kind === 'terminal' ? catchUpTerminal(held, stream, from, most) : catchUpProcess(stream, from, most);
      return answer as Reply<'catchUp'> | Promise<Reply<'catchUp'>>;
    },
    screen: async ({ id, scrollback, unless }) => {
      const terminal = holdings.terminal(id);
      if (terminal.head === unless) return { result: { offset: unless, size: terminal.size } };
      const { offset, size, bytes } = await terminal.screen.image(scrollback);
      return { result: { offset, size }, data: [bytes] };
    },
    screenText: async ({ id }) => ({ result: await holdings.terminal(id).screen.text() }),
    history: async ({ id, lines, format }) => ({ result: await holdings.terminal(id).screen.history(lines, format) }),
    inspect: ({ id }) => {
      const held = holdings.get(id);
      const foreground = held.kind === 'terminal' ? held.foreground() : null;
      return { result: { busy: foreground !== null, foreground } };
    },
    release: ({ id }) => {
      holdings.release(id);
      keeper.released();
      return { result: {} };
    },
  };
}

/** A resend is acknowledged also after the end, so that its sender stops sending. */
function input(holdings: Holdings, { id, source, op, data, encoding }: Params<'input'>): Reply<'input'> {
  const held = holdings.get(id);
  if (held.gate.admits(source, op)) {
    if (held.exit !== null) throw new FaultError('ended', 'The program has ended.');
    const bytes = Buffer.from(data, encoding);
    if (held.unwritten + bytes.length > INPUT_LIMIT)
      throw new FaultError('full', 'The program does not read its input.');
    held.gate.take(source, op);
    held.write(bytes);
  }
  return { result: { op: held.gate.highest(source) } };
}
