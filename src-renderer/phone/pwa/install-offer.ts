import { createStore, type StoreApi } from 'zustand/vanilla';

/** What Chromium hands over when a page can be installed. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
  readonly userChoice: Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

/**
 * How the page comes onto the home screen. `prompt`: the browser asks, when told to. `apple`: by its share menu. `menu`: by
 * the browser's menu, if it can. `plain`: not over http. `installed`: it is there.
 */
export type InstallWay = 'prompt' | 'apple' | 'menu' | 'plain' | 'installed';

const DISMISSED = 'homeport.phone.install-dismissed';

export interface InstallOfferParts {
  readonly page: Pick<Window, 'addEventListener'>;
  readonly isSecure: boolean;
  readonly isInstalled: boolean;
  readonly isApple: boolean;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
}

export interface InstallState {
  readonly way: InstallWay;
  /** The user has seen the hint and wants no more of it. */
  readonly dismissed: boolean;
}

/** Knows whether and how the page can be installed, from the page's first moment on: browsers say it once. */
export class InstallOffer {
  readonly state: StoreApi<InstallState>;
  private readonly storage: InstallOfferParts['storage'];
  private prompt: InstallPrompt | undefined;

  constructor({ page, isSecure, isInstalled, isApple, storage }: InstallOfferParts) {
    this.storage = storage;
    const way = isInstalled ? 'installed' : !isSecure ? 'plain' : isApple ? 'apple' : 'menu';
    this.state = createStore<InstallState>(() => ({ way, dismissed: storage.getItem(DISMISSED) !== null }));
    page.addEventListener('beforeinstallprompt', (event) => {
      // It would come over whatever the user does just now; the hint asks when they want it.
      event.preventDefault();
      this.prompt = event as InstallPrompt;
      this.state.setState({ way: 'prompt' });
    });
    page.addEventListener('appinstalled', () => this.state.setState({ way: 'installed' }));
  }

  /** Within a tap. */
  async install(): Promise<void> {
    const { prompt } = this;
    if (prompt === undefined) return;
    // It is good for one question.
    this.prompt = undefined;
    this.state.setState({ way: 'menu' });
    await prompt.prompt();
    const { outcome } = await prompt.userChoice;
    if (outcome === 'dismissed') this.dismiss();
  }

  dismiss(): void {
    this.state.setState({ dismissed: true });
    try {
      this.storage.setItem(DISMISSED, 'yes');
    } catch {
      // Storage full or forbidden: it is said once more at the next start.
    }
  }
}
