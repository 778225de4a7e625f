import type { KeeperResult } from '../../src-shared/keeper-protocol/messages.ts';
import type { FollowedStream } from './followed-stream.ts';
import type { Answer } from './link.ts';
import type { ScreenImage } from './screen-messages.ts';
import type { Terminal } from './terminal.ts';

/** Raw bytes behind a screen that are worth sending with it even to someone who takes little. */
const TAIL = 64 * 1024;
/** Size changes keep coming while somebody drags a window edge; an image between two of them will do then. */
const TRIES = 3;

type Result = KeeperResult<'catchUp'>;

/**
 * What brings a client to the position of a followed stream. Position and bytes are taken in the same turn of the event
 * loop in which the answer is written, so that live output continues exactly behind it.
 */
export function catchUpTerminal(
  terminal: Terminal,
  stream: FollowedStream,
  from: number | null,
  most: number,
): Answer | Promise<Answer> {
  stream.flush();
  const { position } = stream;
  const { ring } = stream.output;
  if (from === null || from > ring.head || from < ring.tail) return withScreen(terminal, stream, most);
  if (from >= position) return answer({ kind: 'bytes', offset: from, position: from }, []);
  // A change of size between would be lost on the way: the screen tells it.
  if (position - from > most || terminal.screen.resizedWithin(from, position))
    return withScreen(terminal, stream, most);
  return answer({ kind: 'bytes', offset: from, position }, [ring.read(from, position)]);
}

/** There is no screen that could replace lost bytes: the oldest there are, and which that is. */
export function catchUpProcess(stream: FollowedStream, from: number | null, most: number): Answer {
  stream.flush();
  const { ring } = stream.output;
  const offset = Math.min(Math.max(from ?? 0, ring.tail), ring.head);
  const end = Math.max(offset, Math.min(stream.position, offset + most));
  return answer({ kind: 'bytes', offset, position: end }, [ring.read(offset, end)]);
}

async function withScreen(terminal: Terminal, stream: FollowedStream, most: number): Promise<Answer> {
  let image = await terminal.screen.image(0);
  for (let tries = 1; tries < TRIES && terminal.screen.resizedWithin(image.offset, stream.position); tries++)
    image = await terminal.screen.image(0);
  stream.flush();
  return screenAnswer(terminal, stream, image, most);
}

function screenAnswer(terminal: Terminal, stream: FollowedStream, image: ScreenImage, most: number): Answer {
  const { offset, size, bytes } = image;
  const { position } = stream;
  const { ring } = stream.output;
  const isTailHere = offset >= ring.tail && offset < position && position - offset <= Math.max(most, TAIL);
  const hasTail = isTailHere && !terminal.screen.resizedWithin(offset, position);
  const tail = hasTail ? [ring.read(offset, position)] : [];
  return answer({ kind: 'screen', offset, position: hasTail ? position : offset, size, screenBytes: bytes.length }, [
    bytes,
    ...tail,
  ]);
}

function answer(result: Result, data: readonly Uint8Array[]): Answer {
  return { result, data };
}
