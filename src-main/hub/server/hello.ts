import { err, ok, type Result } from '../../../src-shared/base/result.ts';
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
import { describeIssues } from './describe-issues.ts';

export interface KnownDevice {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** Decides who a hello comes from. It alone knows devices, keys and links. */
export interface Authenticator {
  authenticate(
    signedFor: SignedFor,
    hello: Hello,
    /** The remote address; it decides nothing but how often somebody may be wrong. */
    from: string,
  ): Result<{ readonly device: KnownDevice }, ErrorName> | Promise<Result<{ readonly device: KnownDevice }, ErrorName>>;
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
  from: string,
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
