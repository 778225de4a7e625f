import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { WebSocket } from 'ws';
import { until } from './measure.ts';
import { Outlet, type Program, type Session } from './session.ts';

/** First byte of its messages, both ways: terminal bytes. */
const DATA = '0';

export function hasTtyd(): boolean {
  return spawnSync('ttyd', ['--version']).status === 0;
}

/** Runs one program in a ttyd of its own, for orientation: no screen is kept, nobody else can join. */
export async function inTtyd<T>(program: Program, use: (session: Session) => Promise<T>): Promise<T> {
  const port = await freePort();
  const server = spawn('ttyd', ['-W', '-i', '127.0.0.1', '-p', String(port), ...program], { stdio: 'ignore' });
  let session: Session | undefined;
  try {
    session = await open(port);
    return await use(session);
  } finally {
    session?.close();
    await ended(server);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
}

async function open(port: number): Promise<Session> {
  let socket: WebSocket | undefined;
  await until('ttyd to listen', async () => {
    socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, ['tty'], { perMessageDeflate: false });
    // Not listening yet: looked at again until the time is up.
    return await once(socket, 'open').then(
      () => true,
      () => false,
    );
  });
  return session(socket as WebSocket);
}

function session(socket: WebSocket): Session {
  const outlet = new Outlet();
  let position = 0;
  socket.on('message', (data: Buffer) => {
    if (data[0] !== DATA.charCodeAt(0)) return;
    position += data.length - 1;
    outlet.put(data.subarray(1));
  });
  socket.send(Buffer.from(JSON.stringify({ AuthToken: '', columns: 80, rows: 24 })));
  return {
    id: '',
    exact: true,
    get position() {
      return position;
    },
    write: (text) => socket.send(Buffer.from(DATA + text)),
    onBytes: (listener) => outlet.set(listener),
    stall: (stalled) => (stalled ? socket.pause() : socket.resume()),
    close: () => socket.terminate(),
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
