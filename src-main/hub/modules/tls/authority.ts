import type { Clock } from '../../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore } from '../../../../src-shared/base/disposable.ts';
import { Emitter } from '../../../../src-shared/base/emitter.ts';
import type { RandomBytes } from '../../../../src-shared/base/ids.ts';
import type { Log } from '../../../../src-shared/base/log.ts';
import { plainLine } from '../../../../src-shared/labels/terminal-label.ts';
import { ProtocolError } from '../../../../src-shared/protocol/errors.ts';
import type { OpenVault, Vault } from '../../secrets/vault.ts';
import { WAITING } from '../../secrets/vault-sentences.ts';
import { forgetAuthority, type KeptAuthority, keepAuthority, readAuthority } from './kept-authority.ts';

export type AuthorityPhase =
  /** The vault is not open; whether there is an authority nobody can say. */
  | { readonly kind: 'waiting'; readonly sentence: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'known'; readonly authority: KeptAuthority };

export interface AuthorityNeeds {
  readonly vault: Pick<Vault, 'phase' | 'onChanged'>;
  /** What people call this computer; phones list the authority with it. */
  readonly computer: string;
  /** The one name that the authority may speak for, which ends with `.local`. */
  readonly localName: string;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
}

/** This install's certificate authority. It is made on the user's word, sealed in the vault, and never replaced by itself. */
export class Authority implements Disposable {
  private readonly needs: AuthorityNeeds;
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<AuthorityPhase>());
  private current: AuthorityPhase = { kind: 'none' };
  private making: Promise<void> | undefined;

  readonly onChanged = this.changed.event;

  constructor(needs: AuthorityNeeds) {
    this.needs = needs;
    this.current = this.look();
    this.owned.add(
      needs.vault.onChanged(() => {
        this.become(this.look());
      }),
    );
  }

  get phase(): AuthorityPhase {
    return this.current;
  }

  /** Makes it, or lets the one that there is be. Rejects with a ProtocolError in words. */
  async create(): Promise<void> {
    if (this.current.kind === 'known') return;
    this.making ??= this.make().finally(() => {
      this.making = undefined;
    });
    await this.making;
  }

  /** Gives it up for good: whoever trusts it trusts something that can sign no more. */
  remove(): void {
    if (this.current.kind === 'none') return;
    forgetAuthority(this.secrets());
    this.needs.log.info('the certificate authority was removed');
    this.become({ kind: 'none' });
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async make(): Promise<void> {
    const { computer, localName, clock, random, log } = this.needs;
    if (this.current.kind === 'damaged') {
      const sentence =
        'There is an authority already, and it is damaged. Remove it first; phones must install the new one.';
      throw new ProtocolError('forbidden', sentence);
    }
    this.secrets();
    const { makeAuthority } = await import('./certificates.ts');
    const parts = await makeAuthority(authorityName(computer), localName, { now: clock.now(), random });
    // Asked for anew: the vault may have been closed, or given up, meanwhile.
    const authority = keepAuthority(this.secrets(), parts);
    log.info('a certificate authority was made', { fingerprint: authority.fingerprint });
    this.become({ kind: 'known', authority });
  }

  private secrets(): OpenVault {
    const { phase } = this.needs.vault;
    if (phase.kind === 'open') return phase.secrets;
    throw new ProtocolError('storeUnavailable', sentenceOf(phase));
  }

  private look(): AuthorityPhase {
    const { phase } = this.needs.vault;
    if (phase.kind !== 'open') return { kind: 'waiting', sentence: sentenceOf(phase) };
    const read = readAuthority(phase.secrets);
    if (read.kind === 'found') {
      // The one of before: whoever compares sees that nothing has changed.
      const { current } = this;
      if (current.kind === 'known' && current.authority.fingerprint === read.authority.fingerprint) return current;
      return { kind: 'known', authority: read.authority };
    }
    return { kind: read.kind === 'absent' ? 'none' : 'damaged' };
  }

  private become(phase: AuthorityPhase): void {
    this.current = phase;
    this.changed.fire(phase);
  }
}

/** A name in a certificate has room for 64 letters. */
function authorityName(computer: string): string {
  return `Homeport (${plainLine(computer, 40)})`;
}

function sentenceOf(phase: Exclude<Vault['phase'], { readonly kind: 'open' }>): string {
  return phase.kind === 'opening' ? WAITING : phase.sentence;
}
