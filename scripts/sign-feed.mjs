// Signs update feeds, and makes the keys for it (docs/updates.md):
//   node scripts/sign-feed.mjs make-key private.pem            writes a new private key, prints its public one
//   node scripts/sign-feed.mjs public-key                      prints the public key of the private one
//   node scripts/sign-feed.mjs sign release/latest-linux.yml …  writes release/latest-linux.yml.sig beside each
//   node scripts/sign-feed.mjs check <public key> release/latest-linux.yml …
// The private key comes from the file that HOMEPORT_UPDATE_KEY_FILE names, or, as PEM, from HOMEPORT_UPDATE_PRIVATE_KEY;
// never from an argument, which every user of the machine can see. Several keys in one file give several signatures.
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseFeedKeys } from '../src-main/desktop/updater/feed-keys.ts';
import { isSigned, signatureLine, signedBytes } from '../src-main/desktop/updater/feed-signature.ts';

const USAGE = 'usage: sign-feed make-key <file> | public-key | sign <feed>… | check <public key> <feed>…';
const PEM = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/g;

const [task, ...args] = process.argv.slice(2);
try {
  if (task === 'make-key' && args.length === 1) makeKey(String(args[0]));
  else if (task === 'public-key' && args.length === 0) for (const key of privateKeys()) console.log(publicText(key));
  else if (task === 'sign' && args.length > 0) signAll(args, privateKeys());
  else if (task === 'check' && args.length > 1) checkAll(String(args[0]), args.slice(1));
  else throw new Error(USAGE);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

/** @param {string} file */
function makeKey(file) {
  const { privateKey } = generateKeyPairSync('ed25519');
  // Fails when something is there: a key that was lost to a slip of the hand cannot be made again.
  writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' });
  console.log(publicText(privateKey));
}

/** @returns {import('node:crypto').KeyObject[]} */
function privateKeys() {
  const { HOMEPORT_UPDATE_KEY_FILE: file, HOMEPORT_UPDATE_PRIVATE_KEY: pem } = process.env;
  if (file === undefined && pem === undefined)
    throw new Error('Set HOMEPORT_UPDATE_KEY_FILE to the file with the private key, or HOMEPORT_UPDATE_PRIVATE_KEY.');
  const text = file === undefined ? String(pem) : readFileSync(file, 'utf8');
  const keys = (text.match(PEM) ?? []).map((each) => createPrivateKey(each));
  if (keys.length === 0 || keys.some((key) => key.asymmetricKeyType !== 'ed25519'))
    throw new Error('The private key is not an Ed25519 key in PEM, as `sign-feed make-key` writes it.');
  return keys;
}

/** @param {import('node:crypto').KeyObject} key */
function publicText(key) {
  // The last 32 bytes of SPKI are the key itself.
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
}

/**
 * @param {string[]} files
 * @param {import('node:crypto').KeyObject[]} keys
 */
function signAll(files, keys) {
  for (const file of files) {
    const signed = signedBytes(basename(file), readFileSync(file));
    const lines = keys.map((key) => signatureLine(sign(null, signed, key)));
    writeFileSync(`${file}.sig.new`, `${lines.join('\n')}\n`);
    renameSync(`${file}.sig.new`, `${file}.sig`);
    console.log(`${file}.sig`);
  }
}

/**
 * @param {string} keyText
 * @param {string[]} files
 */
function checkAll(keyText, files) {
  const keys = parseFeedKeys(keyText);
  for (const file of files) {
    if (!isSigned(basename(file), readFileSync(file), readFileSync(`${file}.sig`, 'utf8'), keys))
      throw new Error(`${file} is not signed by this key.`);
    console.log(`${file} is signed by this key.`);
  }
}
