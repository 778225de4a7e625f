import { defaultSettings, type Settings } from '../../src-shared/protocol/channels/settings/state.ts';

/** What a program that makes a hub names for this run. What it leaves out stands in the settings. */
export interface Config {
  readonly version: string;
  /** Loopback addresses only, until phones are paired. */
  readonly host?: string | undefined;
  /** 0 picks a free one. A port that is named is the one or none. */
  readonly port?: number | undefined;
}

/** Where the server is to listen. */
export interface ServerConfig {
  readonly version: string;
  readonly host: string;
  /** When this machine has no such address: listen on the usual one. */
  readonly hostMayMove: boolean;
  readonly port: number;
  /** When the port is taken: try the following ones. */
  readonly portMayMove: boolean;
}

export const DEFAULT_HOST = defaultSettings.network.host;
export const DEFAULT_PORT = defaultSettings.network.port;

/** Who names something at the start means it; what was set some time ago must not keep a hub from starting. */
export function serverConfig(config: Config, network: Pick<Settings['network'], 'host' | 'port'>): ServerConfig {
  return {
    version: config.version,
    host: config.host ?? network.host,
    hostMayMove: config.host === undefined,
    port: config.port ?? network.port,
    portMayMove: config.port === undefined,
  };
}
