import type { VersionRange } from '../protocol/version.ts';

/**
 * The keeper protocol. A keeper is never upgraded while it holds something, so a hub speaks this version and the one
 * before; there is no version 0, hence min 1 for now.
 */
export const KEEPER_PROTOCOL: VersionRange = { min: 1, max: 1 };

/** PTYs and piped processes in one keeper; the hub starts another for the next. */
export const KEEPER_CAPACITY = 32;
/** Output kept per stream for those who come back, bytes. */
export const RING_BYTES = 2 * 1024 * 1024;
/**
 * Live output a hub may leave unacknowledged per stream before the keeper stops pushing and leaves it to the ring. Part
 * of the protocol: hubs acknowledge in steps of a quarter of it, so a hub that took another value for it than the keeper
 * has could leave it waiting for ever. Change it only with a new version.
 */
export const LINK_WINDOW = 256 * 1024;
/** Output that may wait for the keeper's screens over all its terminals before PTYs are paused. */
export const SCREEN_BACKLOG = 64 * 1024 * 1024;
/** One frame on the socket at most; larger ones end the connection. */
export const KEEPER_FRAME = 8 * 1024 * 1024;
