import { randomBytes } from 'node:crypto';
import { HubConnection } from './hub-connection.ts';
import type { PhoneKeys } from './phones.ts';
import { type Door, Outlet, type Session } from './session.ts';

/** The way to a running Homeport. */
export function hubDoor(url: string, dataDir: string): Door {
  return {
    async start([file, ...args]) {
      const connection = await HubConnection.open(url, dataDir);
      const { id } = await connection.patiently('terminal.session.start', { command: { file, args } });
      return attached(connection, id, 0);
    },
    async join(id) {
      return attached(await HubConnection.open(url, dataDir), id, undefined);
    },
  };
}

/** The way of a phone to a running Homeport, through the encrypted channel. */
export function phoneDoor(url: string, keys: PhoneKeys): Door {
  return {
    async start([file, ...args]) {
      const connection = await HubConnection.openPhone(url, keys);
      const { id } = await connection.patiently('terminal.session.start', { command: { file, args } });
      return attached(connection, id, 0);
    },
    async join(id) {
      return attached(await HubConnection.openPhone(url, keys), id, undefined);
    },
  };
}

async function attached(connection: HubConnection, id: string, from: number | undefined): Promise<Session> {
  const outlet = new Outlet();
  let position = from ?? 0;
  let joined = from !== undefined;
  let exact = true;
  await connection.attach(id, from, (frame) => {
    if (frame.kind === 'screen') {
      if (joined) exact = false;
      joined = true;
      position = frame.offset;
    } else if (frame.kind === 'output') {
      if (frame.offset !== position) exact = false;
      position = frame.offset + frame.bytes.length;
      outlet.put(frame.bytes);
    }
  });
  const epoch = randomBytes(8).toString('hex');
  let op = 0;
  return {
    id,
    get exact() {
      return exact;
    },
    get position() {
      return position;
    },
    write(text) {
      // A refusal would show as an echo that never comes.
      void connection.request('terminal.session.input', { id, epoch, op: ++op, data: text }).catch(() => {});
    },
    onBytes: (listener) => outlet.set(listener),
    stall: (stalled) => (stalled ? connection.socket.pause() : connection.socket.resume()),
    close: () => connection.close(),
  };
}
