/** What the user may set when starting a hub. */
export interface Config {
  /** Loopback addresses only, until phones are paired. */
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** When the port is taken: try the following ones. False when the user named the port. */
  readonly portMayMove: boolean;
  readonly version: string;
}

export const DEFAULT_PORT = 4140;
