import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { Bonjour } from 'bonjour-service';
import type { Clock } from '../../../src-shared/base/clock.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { Rate } from '../server/server-limits.ts';
import { TokenBucket } from '../server/token-bucket.ts';

/** What multicast DNS allows a message to have; a question of ours takes fifty bytes. */
const MOST_BYTES = 9000;
/** Of a network with a hundred talkative machines; whoever sends more is not heard for a while. */
const HEARD: Rate = { burst: 400, perSecond: 100 };
/** We have four records to ask for. */
const MOST_QUESTIONS = 8;
/** Everybody in the network hears each answer, so that hardly anybody has to ask. */
const ANSWERED: Rate = { burst: 40, perSecond: 10 };

interface Question {
  readonly name: string;
  readonly type: string;
}

type Sent = (error?: Error | null) => void;

/** What the library has and its types do not tell. */
interface Hidden {
  readonly server: {
    readonly mdns: {
      on(event: 'error' | 'warning', listener: (error: Error & { readonly syscall?: string }) => void): void;
      on(event: 'query', listener: (query: { readonly questions: readonly Question[] }) => void): void;
      removeAllListeners(event: 'query'): void;
      send(value: object, to?: object | Sent | null, sent?: Sent): void;
    };
    respondToQuery(query: { readonly questions: readonly Question[] }): void;
  };
}

/**
 * The library's responder on one address, as it can stand in a network of strangers: it takes so many messages of such a
 * size, answers so many questions, and tells of everything that fails, which it would else swallow or end the process by.
 */
export function newResponder(options: {
  readonly address: string;
  readonly failed: (error: Error) => void;
  readonly clock: Clock;
  readonly log: Log;
}): Bonjour {
  const { address, failed, clock, log } = options;
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  // One address, heard on all: a socket that is bound to its address hears no questions.
  const where: object = { socket, interface: address, bind: '0.0.0.0' };
  // Without this callback an answer for which there is no route would end the process.
  const bonjour = new Bonjour(where, failed);
  const { server } = bonjour as unknown as Hidden;
  const { mdns } = server;
  // Nor does the library listen to its own socket: a port that is held by another program is told only here.
  mdns.on('error', failed);
  // Who cannot join the group hears no questions; a message that cannot be read is somebody else's fault.
  mdns.on('warning', (error) => {
    if (error.syscall === 'addMembership') failed(error);
  });
  const send = mdns.send;
  mdns.send = (value, to, sent) => {
    const [receiver, done] = typeof to === 'function' ? [null, to] : [to ?? null, sent];
    send(value, receiver, (error) => {
      if (error) failed(error);
      done?.(error);
    });
  };
  const answers = new TokenBucket(ANSWERED, clock);
  mdns.removeAllListeners('query');
  mdns.on('query', ({ questions }) => {
    try {
      for (const question of distinct(questions).slice(0, MOST_QUESTIONS))
        if (answers.take()) server.respondToQuery({ questions: [question] });
    } catch (error) {
      log.debug('a question of the local network could not be answered', { reason: String(error) });
    }
  });
  hearLess(socket, clock);
  return bonjour;
}

function distinct(questions: readonly Question[]): Question[] {
  return [...new Map(questions.map((each) => [`${each.type} ${each.name.toLowerCase()}`, each])).values()];
}

/** Reading a message costs more than sending one. */
function hearLess(socket: Socket, clock: Clock): void {
  const heard = new TokenBucket(HEARD, clock);
  const listeners = socket.listeners('message') as Array<(message: Buffer, from: RemoteInfo) => void>;
  socket.removeAllListeners('message');
  socket.on('message', (message, from) => {
    if (message.length > MOST_BYTES || !heard.take()) return;
    for (const listener of listeners) listener(message, from);
  });
}
