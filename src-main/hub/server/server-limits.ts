/** What the server allows strangers and clients, beyond the LIMITS that both ends know. Bytes and ms. */
export const SERVER_LIMITS = {
  /** Sockets that have not been let in yet; a flood of silent ones cannot take more memory than these. */
  waiting: 256,
  /** Of those that came by a network, from one address. */
  waitingEach: 32,
  /** A phone tries some of our addresses at once; whoever has more lines that wait than this is no phone in a hurry. */
  waitingFew: 4,
  /** Whoever has more, and owes us their next word for longer, makes room when all places are taken. */
  stalledMs: 2_000,
  /** A frame of ours has one fragment; a proxy may cut it, but not into confetti. */
  fragments: 64,
  /** Chunks a single frame may arrive in, so that bytes sent one by one do not pin a buffer each. */
  chunks: 16 * 1024,
  /** All TCP connections, of which those with slow headers live `headersMs` at most. */
  sockets: 8192,
  headersMs: 10_000,
  requestMs: 15_000,
  keepAliveMs: 5_000,
  /** A connection on which nothing has moved for this long is destroyed, also when an answer is still in it. */
  stuckMs: 30_000,
  headerBytes: 16 * 1024,
  /** Output is refused while this much waits in a socket: the sum over all attachments of one client. */
  outputBacklog: 1024 * 1024,
  /** Answers, notifications and screens cannot be refused; a client that lets this much pile up is disconnected. */
  controlBacklog: 4 * 1024 * 1024,
  /** Requests of one connection that have not been answered. */
  pending: 256,
  /** How long a closing handshake may take before the socket is destroyed. */
  closeMs: 2_000,
  /** Every so often each connection is looked after: pinged when it was silent since, dropped when it long has been. */
  pingMs: 10_000,
  /** In so many turns, evenly spread over that time. */
  pingTurns: 20,
} as const;

/** A bucket's size and how fast it fills again. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** A page load is about twenty requests and a socket; on loopback every client has the same address. */
export const ADDRESS_RATE: Rate = { burst: 1000, perSecond: 200 };
export const GLOBAL_RATE: Rate = { burst: 2000, perSecond: 400 };
/** TLS handshakes, which cost before there is a request to count: a page takes six connections and a socket. */
export const HANDSHAKE_RATE: Rate = { burst: 100, perSecond: 20 };
export const ALL_HANDSHAKES_RATE: Rate = { burst: 500, perSecond: 200 };
/** Addresses that are remembered; the one not seen for longest is forgotten, and the global bucket still holds. */
export const ADDRESSES = 1024;

/** Per connection. Hands type tens of operations a second; a large paste is thousands at once. */
export const REQUEST_RATES = {
  interactive: { burst: 4000, perSecond: 1000 },
  control: { burst: 1000, perSecond: 100 },
  heavy: { burst: 256, perSecond: 10 },
} as const;

/** Refusals for asking too often: each costs us a little, and a client that goes on in spite of them is cut off. */
export const REFUSAL_RATE: Rate = { burst: 2000, perSecond: 100 };

/**
 * Entries of the audit log that a device can bring about as it likes: refusals, and what needs no right but to look. The log
 * keeps a hundred thousand, and nobody may push out what tells of them. What a person does in error is far below.
 */
export const IDLE_AUDIT_RATE: Rate = { burst: 100, perSecond: 1 / 60 };
export const ALL_IDLE_AUDIT_RATE: Rate = { burst: 1000, perSecond: 1 / 6 };

/** Frames that make no sense: a few may be a bug, more are somebody trying. */
export const FAULT_RATE: Rate = { burst: 8, perSecond: 0.1 };
