import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { OpenVault } from '../../secrets/vault.ts';
import type { AuthorityParts } from './certificates.ts';
import { fingerprintOf } from './fingerprint.ts';

/** The name under which the authority is sealed. */
const NAME = 'tls-authority';

const schema = z.object({ version: z.literal(1), cert: z.base64(), key: z.base64() });

/** The authority as it came out of the vault, with what is shown of it. */
export interface KeptAuthority extends AuthorityParts {
  /** What phones list it as. */
  readonly name: string;
  readonly fingerprint: string;
  /** Wall clock, ms. */
  readonly notAfter: number;
}

export type ReadAuthority =
  | { readonly kind: 'found'; readonly authority: KeptAuthority }
  | { readonly kind: 'absent' | 'damaged' };

export function readAuthority(secrets: OpenVault): ReadAuthority {
  const sealed = secrets.get(NAME);
  if (sealed.kind !== 'found') return sealed;
  // One that was given up has left its place empty.
  if (sealed.value.length === 0) return { kind: 'absent' };
  const authority = parse(sealed.value);
  return authority === undefined ? { kind: 'damaged' } : { kind: 'found', authority };
}

/** Seals it, durably; throws a ProtocolError when it cannot be written. */
export function keepAuthority(secrets: OpenVault, { cert, key }: AuthorityParts): KeptAuthority {
  const text = { version: 1, cert: Buffer.from(cert).toString('base64'), key: Buffer.from(key).toString('base64') };
  const kept = describe({ cert, key });
  secrets.put(NAME, Buffer.from(JSON.stringify(text)));
  return kept;
}

export function forgetAuthority(secrets: OpenVault): void {
  secrets.put(NAME, new Uint8Array());
}

function parse(value: Uint8Array): KeptAuthority | undefined {
  try {
    const { cert, key } = schema.parse(JSON.parse(Buffer.from(value).toString()));
    return describe({ cert: Buffer.from(cert, 'base64'), key: Buffer.from(key, 'base64') });
  } catch {
    // Sealed by something that is not this: damaged, for the caller.
    return undefined;
  }
}

function describe(parts: AuthorityParts): KeptAuthority {
  const cert = new X509Certificate(parts.cert);
  const key = createPrivateKey({ key: Buffer.from(parts.key), format: 'der', type: 'pkcs8' });
  if (!cert.ca || !cert.checkPrivateKey(key)) throw new Error('certificate and key do not belong together');
  const name = /^CN=(.*)$/m.exec(cert.subject)?.[1]?.replace(/\\(.)/g, '$1') ?? 'Homeport';
  return { ...parts, name, fingerprint: fingerprintOf(parts.cert), notAfter: Date.parse(cert.validTo) };
}
