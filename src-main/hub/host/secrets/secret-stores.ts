import type { Clock } from '../../../../src-shared/base/clock.ts';
import type { Disposable } from '../../../../src-shared/base/disposable.ts';
import type { SecretStore } from '../../secrets/secret-store.ts';
import { FileStore } from './file-store.ts';
import { KeytarStore } from './keytar-store.ts';

/**
 * The keychain, and a file where there is none. `HOMEPORT_SECRETS=file` leaves the keychain alone: for machines where
 * nobody is there to unlock it, and for tests, which must not fill the keychain of whoever runs them.
 */
export function secretStores(
  dataDir: string,
  clock: Clock,
  env: Readonly<Record<string, string | undefined>>,
): Disposable & { readonly stores: ReadonlyArray<SecretStore> } {
  const file = new FileStore(dataDir);
  if (env['HOMEPORT_SECRETS'] === 'file') return { stores: [file], dispose: () => {} };
  const keychain = new KeytarStore(clock);
  return { stores: [keychain, file], dispose: () => keychain.dispose() };
}
