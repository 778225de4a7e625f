import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type Door, Outlet, type Program, type Session } from './session.ts';

/** The way to `bench/floor.mjs` at `url`. */
export function floorDoor(url: string): Door {
  return {
    start: (program: Program) => open(`${url}?run=${encodeURIComponent(JSON.stringify(program))}`),
    join: (id) => open(`${url}?join=${id}`),
  };
}

async function open(url: string): Promise<Session> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const outlet = new Outlet();
  let position = 0;
  const first = new Promise<string>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary) return resolve(String((JSON.parse(data.toString()) as { number: number }).number));
      position += data.length;
      outlet.put(data);
    });
  });
  await once(socket, 'open');
  const id = await first;
  return {
    id,
    exact: true,
    get position() {
      return position;
    },
    write: (text) => socket.send(text),
    onBytes: (listener) => outlet.set(listener),
    stall: (stalled) => (stalled ? socket.pause() : socket.resume()),
    close: () => socket.terminate(),
  };
}
