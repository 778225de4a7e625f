import { type Disposable, toDisposable } from '../../../src-shared/base/disposable.ts';

/** Word between the tabs of one browser that show this page: they keep one hub together. */
export interface Tabs {
  /** What is kept of the hub has changed here. */
  tell(): void;
  /** It has changed in another tab. */
  onChanged(listener: () => void): Disposable;
}

export function browserTabs(): Tabs {
  const channel = new BroadcastChannel('homeport.phone');
  return {
    tell: () => channel.postMessage('changed'),
    onChanged(listener) {
      channel.addEventListener('message', listener);
      return toDisposable(() => channel.removeEventListener('message', listener));
    },
  };
}
