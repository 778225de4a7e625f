import { err, ok, type Result } from '../../../src-shared/base/result.ts';
import type { TerminalGrant } from '../../../src-shared/protocol/channels/device/state.ts';
import { type ErrorName, ProtocolError } from '../../../src-shared/protocol/errors.ts';
import {
  HELLO,
  type Hello,
  helloSchema,
  type RequestFrame,
  type SignedFor,
} from '../../../src-shared/protocol/frames.ts';
import type { Role } from '../../../src-shared/protocol/rights.ts';
import { negotiate, PROTOCOL } from '../../../src-shared/protocol/version.ts';
import type { Reach } from '../reach.ts';
import { describeIssues } from './describe-issues.ts';

export interface KnownDevice {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Wall clock, ms; null for no end. */
  readonly expiresAt?: number | null;
  /** The terminals on which it has rights of its own. */
  readonly grants?: readonly TerminalGrant[];
}

/** How a hello came. */
export interface HelloFrom {
  /** It decides nothing here but how often somebody may be wrong. */
  readonly reach: Reach;
  /** The key that the encrypted channel was made with; undefined on a line without one. */
  readonly channelKey: Uint8Array | undefined;
}

type Known = Result<{ readonly device: KnownDevice }, ErrorName>;

/** Decides who a hello comes from. It alone knows devices, keys and links. */
export interface Authenticator {
  authenticate(signedFor: SignedFor, hello: Hello, from: HelloFrom): Known | Promise<Known>;
}

export interface Accepted {
  readonly version: number;
  readonly hello: Hello;
  readonly device: KnownDevice;
}

/** Checks the first frame of a client; `frame` is already a well-formed request. */
export async function readHello(
  frame: RequestFrame,
  signedFor: SignedFor,
  authenticator: Authenticator,
  from: HelloFrom,
): Promise<Result<Accepted, ProtocolError>> {
  if (frame.method !== HELLO) return err(new ProtocolError('helloExpected'));
  const hello = helloSchema.safeParse(frame.params ?? {});
  if (!hello.success) return err(new ProtocolError('invalidParams', describeIssues(hello.error)));
  const version = negotiate(PROTOCOL, hello.data.protocol);
  if (version === undefined) return err(new ProtocolError('versionRefused'));
  const known = await authenticator.authenticate(signedFor, hello.data, from);
  if (!known.ok) return err(new ProtocolError(known.error));
  return ok({ version, hello: hello.data, device: known.value.device });
}
