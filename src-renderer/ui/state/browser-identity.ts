import { toBase64url } from '../../../src-shared/base/base64.ts';
import type { Identity, Sign } from '../../../src-shared/client/identity.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { KeptIdentity, KeyStore } from './key-store.ts';

const ALGORITHM = { name: 'Ed25519' } as const;

function signer(subtle: SubtleCrypto, keys: CryptoKeyPair): Sign {
  return async (text) => {
    const signature = await subtle.sign(ALGORITHM, keys.privateKey, new TextEncoder().encode(text));
    return toBase64url(new Uint8Array(signature));
  };
}

/**
 * Who this browser is: the holder of a fresh link until the hub has welcomed it, afterwards the device it became. A
 * fresh link wins over what is kept, because somebody opened it on purpose.
 */
export class BrowserIdentity {
  private readonly subtle: SubtleCrypto;
  private readonly store: KeyStore;
  private readonly deviceName: string;
  private link: { readonly secret: string; keys: CryptoKeyPair | undefined } | undefined;

  constructor(subtle: SubtleCrypto, store: KeyStore, deviceName: string, link: string | undefined) {
    this.subtle = subtle;
    this.store = store;
    this.deviceName = deviceName;
    this.link = link === undefined ? undefined : { secret: link, keys: undefined };
  }

  /** Asked by the client on every try. */
  async current(): Promise<Identity> {
    if (this.link !== undefined) return this.byLink(this.link);
    const kept = await this.store.read();
    if (kept === undefined) throw new ProtocolError('notAuthenticated');
    return { kind: 'device', device: kept.device, sign: signer(this.subtle, kept.keys) };
  }

  /** The hub has welcomed this browser as `device`: a link has done its work, its key is kept. */
  async welcomed(device: string): Promise<void> {
    const keys = this.link?.keys;
    if (keys === undefined) return;
    const kept: KeptIdentity = { keys, device };
    await this.store.write(kept);
    this.link = undefined;
  }

  /** The link was refused; true when the browser is a device already, so that trying again makes sense. */
  async dropLink(): Promise<boolean> {
    if (this.link === undefined) return false;
    this.link = undefined;
    return (await this.store.read()) !== undefined;
  }

  private async byLink(link: { readonly secret: string; keys: CryptoKeyPair | undefined }): Promise<Identity> {
    // One key pair however often the line breaks before the welcome: the hub may have registered it already.
    link.keys ??= (await this.subtle.generateKey(ALGORITHM, false, ['sign', 'verify'])) as CryptoKeyPair;
    const raw = await this.subtle.exportKey('raw', link.keys.publicKey);
    return {
      kind: 'link',
      secret: link.secret,
      publicKey: toBase64url(new Uint8Array(raw)),
      name: this.deviceName,
      sign: signer(this.subtle, link.keys),
    };
  }
}
