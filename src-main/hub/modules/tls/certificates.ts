// Beside what browsers demand of a certificate: it loads slowly, so whoever needs it imports it then.
import './reflect-metadata.ts';
import { webcrypto } from 'node:crypto';
import { isIPv4 } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { RandomBytes } from '../../../../src-shared/base/ids.ts';
import type { Leaf } from '../../server/entrance.ts';
import { NAME_CONSTRAINTS, nameConstraints } from './name-constraints.ts';
import { PERMITTED } from './permitted.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Installing it again is work for people, and it can speak for nothing but this install. */
const AUTHORITY_DAYS = 3650;
/** Browsers refuse leaves of more than 398 days, iOS those of more than 825; ours costs nobody anything to renew. */
const LEAF_DAYS = 90;
/** Phones whose clock is behind. */
const EARLIER_DAYS = 1;

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** An authority: its certificate and its private key (PKCS #8), both DER. */
export interface AuthorityParts {
  readonly cert: Uint8Array;
  readonly key: Uint8Array;
}

/** A leaf with the names it is for and the times between which it holds, wall clock in ms. */
export interface NamedLeaf extends Leaf {
  readonly names: readonly string[];
  readonly notBefore: number;
  readonly notAfter: number;
}

interface Circumstances {
  /** Wall clock, ms. */
  readonly now: number;
  readonly random: RandomBytes;
}

/** A new authority that may sign for `localName` and private addresses alone. `name` is what phones list it as. */
export async function makeAuthority(name: string, localName: string, given: Circumstances): Promise<AuthorityParts> {
  const keys = await newKeys();
  const cert = await X509CertificateGenerator.createSelfSigned(
    {
      ...frame(given, AUTHORITY_DAYS),
      name: nameOf(name),
      keys,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
        new Extension(NAME_CONSTRAINTS, true, nameConstraints(localName, PERMITTED)),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { cert: new Uint8Array(cert.rawData), key: new Uint8Array(key) };
}

/** A leaf with a key of its own for these names and IPv4 addresses. */
export async function makeLeaf(
  authority: AuthorityParts,
  names: readonly string[],
  given: Circumstances,
): Promise<NamedLeaf> {
  const root = new X509Certificate(authority.cert);
  const signingKey = await webcrypto.subtle.importKey('pkcs8', authority.key, ALGORITHM, false, ['sign']);
  const keys = await newKeys();
  const { notBefore, notAfter, ...rest } = frame(given, LEAF_DAYS);
  const until = new Date(Math.min(notAfter.getTime(), root.notAfter.getTime()));
  const cert = await X509CertificateGenerator.create(
    {
      ...rest,
      notBefore,
      notAfter: until,
      subject: nameOf('Homeport on this network'),
      issuer: root.subjectName,
      publicKey: keys.publicKey,
      signingKey,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(
          names.map((value) => ({ type: isIPv4(value) ? 'ip' : 'dns', value }) as const),
        ),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        await AuthorityKeyIdentifierExtension.create(root.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    cert: cert.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${key.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
    names,
    notBefore: notBefore.getTime(),
    notAfter: until.getTime(),
  };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
}

function nameOf(name: string): Array<Record<string, string[]>> {
  return [{ CN: [name] }, { O: ['Homeport'] }];
}

function frame({ now, random }: Circumstances, days: number) {
  const serial = random(16);
  // A positive number of always the same length.
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return {
    serialNumber: Buffer.from(serial).toString('hex'),
    notBefore: new Date(now - EARLIER_DAYS * DAY_MS),
    notAfter: new Date(now + (days - EARLIER_DAYS) * DAY_MS),
    signingAlgorithm: ALGORITHM,
  };
}
