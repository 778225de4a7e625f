import { DEFAULT_PORT, type ServerConfig } from './config.ts';

/** In words, when the hub could not listen where the settings say; undefined when all is as wished. */
export function movedAddress(
  wished: ServerConfig,
  server: { readonly host: string; readonly port: number },
): string | undefined {
  if (wished.hostMayMove && server.host !== wished.host)
    return `This machine has no address ${wished.host}, which the settings name; the hub listens on ${server.host}.`;
  // The usual port is nobody's wish.
  if (wished.portMayMove && server.port !== wished.port && wished.port !== DEFAULT_PORT)
    return `Port ${wished.port}, which the settings name, is taken by another program; until it starts again the hub listens on ${server.port}.`;
  return undefined;
}
