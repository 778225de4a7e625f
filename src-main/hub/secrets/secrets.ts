import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';
import type { SecretsInfo } from '../../../src-shared/protocol/channels/hub/state.ts';
import { ProtocolError } from '../../../src-shared/protocol/errors.ts';
import type { Handlers } from '../../../src-shared/protocol/request.ts';
import type { CoreTable } from '../../../src-shared/protocol/request-table.ts';
import type { Caller } from '../caller.ts';
import { HostIdentity } from './host-identity.ts';
import { Vault, type VaultParts } from './vault.ts';
import { WAITING } from './vault-sentences.ts';

/** The trouble that stands as long as secrets cannot be used. */
const TROUBLE = 'secrets';

export interface SecretsParts extends VaultParts {
  readonly troubles: { raise(id: string, text: string): void; withdraw(id: string): void };
  /** Shows how it is in the channel `hub`. */
  readonly tell: (info: SecretsInfo) => void;
}

/** The vault, the first thing in it, and what is told of both. Never part of readiness: `open` is not waited for. */
export class Secrets implements Disposable {
  readonly identity: HostIdentity;
  readonly handlers: Handlers<Pick<CoreTable, 'hub.secrets.retry' | 'hub.secrets.reset'>, Caller>;
  readonly vault: Vault;
  private readonly parts: SecretsParts;
  private readonly owned = new DisposableStore();
  private told: SecretsInfo | undefined;

  constructor(parts: SecretsParts) {
    this.parts = parts;
    this.vault = this.owned.add(new Vault(parts));
    this.identity = this.owned.add(new HostIdentity(this.vault, parts.clock, parts.log));
    // The identity hears of the vault first, and then says what both have come to.
    this.owned.add(this.identity.onChanged(() => this.tell()));
    this.handlers = {
      'hub.secrets.retry': () => {
        this.vault.retry();
        return {};
      },
      'hub.secrets.reset': () => {
        this.reset();
        return {};
      },
    };
    this.tell();
  }

  /** Begins to ask for the key. */
  open(): void {
    this.vault.open();
  }

  get info(): SecretsInfo {
    const vault = this.vault.phase;
    const identity = this.identity.phase;
    const nothing = { where: null, fingerprint: null };
    if (vault.kind === 'opening') return { phase: 'opening', ...nothing, sentence: WAITING };
    if (vault.kind !== 'open') return { phase: vault.kind, ...nothing, sentence: vault.sentence };
    const { where } = vault;
    if (identity.kind === 'known') {
      return { phase: 'open', where, sentence: vault.sentence, fingerprint: identity.key.fingerprint };
    }
    const sentence = identity.kind === 'unavailable' ? identity.sentence : vault.sentence;
    return { phase: 'open', where, sentence, fingerprint: null };
  }

  dispose(): void {
    this.owned.dispose();
  }

  private reset(): void {
    if (this.identity.phase.kind === 'known') {
      throw new ProtocolError('forbidden', 'The secrets are open; there is nothing to give up.');
    }
    if (this.vault.phase.kind === 'opening') {
      throw new ProtocolError('forbidden', 'The key is being asked for; wait for the answer.');
    }
    this.vault.reset();
  }

  private tell(): void {
    const { info } = this;
    if (this.told !== undefined && isSame(this.told, info)) return;
    this.told = info;
    this.parts.tell(info);
    const { troubles } = this.parts;
    // While it is asked once more, the trouble stands as it was.
    if (info.phase === 'locked' || info.phase === 'unavailable' || this.identity.phase.kind === 'unavailable') {
      troubles.raise(TROUBLE, info.sentence);
    } else if (info.phase === 'open') troubles.withdraw(TROUBLE);
  }
}

function isSame(one: SecretsInfo, other: SecretsInfo): boolean {
  return (
    one.phase === other.phase &&
    one.where === other.where &&
    one.sentence === other.sentence &&
    one.fingerprint === other.fingerprint
  );
}
