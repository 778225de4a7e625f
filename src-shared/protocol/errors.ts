/**
 * The one table of refusals. `code` goes over the wire as the JSON-RPC error code; `sentence` is what a person reads
 * when nothing more exact is known; `retry` says whether the same request can succeed later without being changed.
 */
export const ERRORS = {
  parseError: { code: -32700, sentence: 'The message is not valid JSON.', retry: false },
  invalidRequest: { code: -32600, sentence: 'The message is not a JSON-RPC 2.0 request.', retry: false },
  methodNotFound: {
    code: -32601,
    sentence: 'This hub has no such method. It may be older than the client; update Homeport.',
    retry: false,
  },
  invalidParams: { code: -32602, sentence: 'The parameters do not have the expected form.', retry: false },
  internal: {
    code: -32603,
    sentence: 'The hub failed at this. Its log has the details; trying again may help.',
    retry: true,
  },
  helloExpected: { code: 4001, sentence: 'Nothing is accepted before hello.', retry: false },
  versionRefused: {
    code: 4002,
    sentence: 'Client and hub speak no common protocol version. Update the older one.',
    retry: false,
  },
  notAuthenticated: {
    code: 4003,
    sentence: 'This device is not known here. Open a fresh link from `homeport link`.',
    retry: false,
  },
  linkSpent: {
    code: 4004,
    sentence: 'This link was already used or is too old. Get a fresh one with `homeport link`.',
    retry: false,
  },
  forbidden: { code: 4005, sentence: 'This device does not have the right to do that.', retry: false },
  rateLimited: { code: 4006, sentence: 'Too many tries. Wait a moment.', retry: true },
  tooLarge: { code: 4007, sentence: 'The message is larger than the hub accepts.', retry: false },
  tooSlow: {
    code: 4008,
    sentence: 'The client fell too far behind and was disconnected; it can come back.',
    retry: true,
  },
  shuttingDown: {
    code: 4009,
    sentence: 'The hub is stopping. Terminals go on; start Homeport again to reach them.',
    retry: true,
  },
  rightsChanged: { code: 4010, sentence: 'What this device may do has changed.', retry: true },
  pairingRefused: { code: 4011, sentence: 'The computer did not let this phone in.', retry: false },
  pairingSpent: {
    code: 4012,
    sentence: 'This code was already used, withdrawn, or is too old. Ask the computer for a new one.',
    retry: false,
  },
  deviceRevoked: {
    code: 4013,
    sentence: 'This device was removed on the computer, and its key counts for nothing any more. Pair it anew.',
    retry: false,
  },
  deviceEnded: {
    code: 4014,
    sentence:
      'The time of this device is over, or it is suspended. On the computer, under Devices, it can be given more.',
    retry: false,
  },
  notFound: { code: 4101, sentence: 'There is no such thing here (any more).', retry: false },
  terminalNotFound: {
    code: 4102,
    sentence: 'There is no such terminal. `homeport ls` lists those that exist.',
    retry: false,
  },
  terminalEnded: { code: 4103, sentence: 'This terminal has ended. Start a new one.', retry: false },
  startFailed: { code: 4104, sentence: 'The program could not be started.', retry: false },
  directoryMissing: { code: 4105, sentence: 'The directory does not exist or cannot be entered.', retry: false },
  keeperLost: {
    code: 4106,
    sentence: 'The process that kept this terminal is gone, and the terminal with it.',
    retry: false,
  },
  keeperUnavailable: {
    code: 4107,
    sentence: 'The process that keeps this terminal does not answer just now.',
    retry: true,
  },
  inputGap: { code: 4108, sentence: 'Earlier input is missing; the client must send it first.', retry: true },
  notAttached: { code: 4109, sentence: 'The client is not attached to this terminal.', retry: false },
  limitReached: { code: 4110, sentence: 'A limit is reached; end something first.', retry: true },
  storeUnavailable: {
    code: 4111,
    sentence: 'The store cannot be written (is the disk full?). Terminals go on.',
    retry: true,
  },
  fileExists: {
    code: 4112,
    sentence: 'There is something of that name already; nothing is overwritten.',
    retry: false,
  },
} as const;

export type ErrorName = keyof typeof ERRORS;

const BY_CODE = new Map<number, ErrorName>(
  (Object.keys(ERRORS) as ErrorName[]).map((name) => [ERRORS[name].code, name]),
);

/** A refusal from {@link ERRORS}, with a sentence a person can act on. Thrown in handlers, rebuilt by clients. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly error: ErrorName;

  constructor(error: ErrorName, sentence: string = ERRORS[error].sentence) {
    super(sentence);
    this.error = error;
  }

  get retry(): boolean {
    return ERRORS[this.error].retry;
  }

  toWire(): WireError {
    return { code: ERRORS[this.error].code, message: this.message, data: { name: this.error, retry: this.retry } };
  }
}

/** The `error` member of a JSON-RPC answer. */
export interface WireError {
  readonly code: number;
  readonly message: string;
  readonly data?: { readonly name: string; readonly retry: boolean } | undefined;
}

/** The only place that turns anything thrown into what a client may see. Foreign messages stay in the log. */
export function toWireError(thrown: unknown): WireError {
  return thrown instanceof ProtocolError ? thrown.toWire() : new ProtocolError('internal').toWire();
}

/** An error as it came over the wire. A code this build does not know is kept as `internal` with the hub's sentence. */
export function fromWireError(wire: WireError): ProtocolError {
  return new ProtocolError(BY_CODE.get(wire.code) ?? 'internal', wire.message);
}
