import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DEFAULT_HOST, type ServerConfig } from '../config.ts';

/** Says in a sentence why the hub cannot listen and what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** How many ports after the wished one are tried. */
const TRIES = 20;

/** What may be asked for, and where it leads; `localhost` could mean either family, and only one of them is ours. */
const LOOPBACK: Readonly<Record<string, string>> = {
  localhost: '127.0.0.1',
  '127.0.0.1': '127.0.0.1',
  '::1': '::1',
  '[::1]': '::1',
};

function loopbackAddress(host: string): string {
  const address = Object.hasOwn(LOOPBACK, host) ? LOOPBACK[host] : undefined;
  if (address !== undefined) return address;
  throw new ListenError(
    `Homeport’s own address is on this machine alone, not ${host}. Leave --host out, or use 127.0.0.1 or ::1. ` +
      'Phones come by `homeport pair`, other computers by an SSH tunnel.',
  );
}

function tryPort(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** `where` says where another port is chosen. */
function explain(error: unknown, host: string, port: number, where = 'with --port'): ListenError {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new ListenError(`Port ${port} is taken. End the program that uses it, or choose another ${where}.`);
    case 'EACCES':
      return new ListenError(`Port ${port} needs more rights than Homeport has. Choose one above 1023 ${where}.`);
    case 'EADDRNOTAVAIL':
      return new ListenError(`This machine has no address ${host}. Use --host 127.0.0.1.`);
    default:
      return new ListenError(`The hub cannot listen on ${host}, port ${port}: ${String(error)}`);
  }
}

/** What the system says of an address that this machine has not, or of a family that it does not speak. */
const NO_SUCH_ADDRESS: ReadonlySet<unknown> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

/** Binds to the configured port, or to the first free one after it when the port may move; likewise the address. */
export async function bind(
  server: Server,
  config: ServerConfig,
): Promise<{ readonly host: string; readonly port: number }> {
  const host = loopbackAddress(config.host);
  const last = config.portMayMove && config.port !== 0 ? Math.min(config.port + TRIES, 65_535) : config.port;
  for (let port = config.port; ; port++) {
    try {
      return { host, port: await tryPort(server, host, port) };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (NO_SUCH_ADDRESS.has(code) && config.hostMayMove && host !== DEFAULT_HOST)
        return bind(server, { ...config, host: DEFAULT_HOST });
      const taken = code === 'EADDRINUSE';
      if (!taken || port >= last) throw explain(error, host, config.port);
    }
  }
}

/** Binds to this address and port or throws a {@link ListenError}; for networks, where no other will do. */
export async function bindExactly(server: Server, host: string, port: number): Promise<number> {
  try {
    return await tryPort(server, host, port);
  } catch (error) {
    throw explain(error, host, port, 'under Settings, Network, for the next start');
  }
}
