import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Clock } from '../../../src-shared/base/clock.ts';
import {
  type Disposable,
  DisposableStore,
  MutableDisposable,
  toDisposable,
} from '../../../src-shared/base/disposable.ts';
import type { RandomBytes } from '../../../src-shared/base/ids.ts';
import type { HubSession } from '../../ui/state/hub-session.ts';
import { keptStore } from '../../ui/state/kept-store.ts';
import type { Drawer } from './drawer.ts';
import { Inputs } from './inputs.ts';
import { KeptScreens } from './kept-screens.ts';

/** Of the pages of one phone one keeps what is typed; a page that begins waits this long, ms, for the one before it to go. */
const TURN_MS = 700;
const TURN = 'homeport-pocket';
const WISH_KEY = 'homeport.phone.keeps';

/** What there is of one pairing. */
export interface PocketContents {
  readonly screens: KeptScreens;
  readonly inputs: Inputs;
}

export interface PocketParts {
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Where the wish is kept whether screens are. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Undefined over plain http: nothing outlives the page there. */
  readonly drawers: { readonly screens: Drawer; readonly input: Drawer } | undefined;
  readonly locks: Pick<LockManager, 'request'> | undefined;
  /** For while nothing outlives the page. */
  readonly memory: () => Drawer;
}

/** What stays on this phone of the terminals it has seen and of what was typed for them. It goes with the pairing. */
export class Pocket {
  /** Undefined before it is known who this phone is, and when it is nobody. */
  readonly contents: StoreApi<PocketContents | undefined> = createStore<PocketContents | undefined>(() => undefined);
  /** Whether screens may outlive the page: the user's wish. */
  readonly keepsScreens: StoreApi<{ readonly screens: boolean }>;
  private readonly parts: PocketParts;
  private readonly owned = new MutableDisposable<Disposable>();
  private turn: Promise<boolean> | undefined;
  private pairing = 0;

  constructor(parts: PocketParts) {
    this.parts = parts;
    this.keepsScreens = keptStore(parts.storage, WISH_KEY, (text) => ({ screens: text !== '{"screens":false}' }));
  }

  /** Whether anything outlives the page here. */
  get outlives(): boolean {
    return this.parts.drawers !== undefined;
  }

  /** This phone is that device, on this session. */
  async begin(device: string, session: Pick<HubSession, 'client' | 'terminals' | 'connection'>): Promise<void> {
    const pairing = ++this.pairing;
    const { clock, random, memory } = this.parts;
    const { drawers } = this.parts;
    const mayWrite = (): boolean => drawers !== undefined && this.keepsScreens.getState().screens;
    const screens = new KeptScreens({ drawer: drawers?.screens ?? memory(), clock, device, mayWrite });
    // Two pages may both note what they see; of what is typed one alone keeps the numbers.
    const drawer = (await this.myTurn()) ? drawers?.input : undefined;
    const inputs = new Inputs({ link: session.client, clock, random, device, drawer });
    // A browser that keeps nothing has nothing to show.
    await Promise.all([screens.load(), inputs.restore()]).catch(() => {});
    if (pairing !== this.pairing) {
      inputs.dispose();
      return;
    }
    const owned = new DisposableStore();
    owned.add(screens);
    owned.add(inputs);
    owned.add(toDisposable(session.terminals.subscribe(() => this.retain(session, screens))));
    owned.add(
      toDisposable(
        session.connection.subscribe((state) => {
          // Its time is over: what it saw is not its to keep. What its user wrote is.
          if (state.kind === 'refused' && state.error.error === 'deviceEnded') void screens.clear().catch(() => {});
        }),
      ),
    );
    this.owned.value = owned;
    this.contents.setState({ screens, inputs }, true);
  }

  /** The page may be gone in a moment. */
  flush(): void {
    this.contents.getState()?.screens.flush();
  }

  keep(screens: boolean): void {
    this.keepsScreens.setState({ screens });
    if (!screens) void this.contents.getState()?.screens.clear();
  }

  /** This phone is nobody any more: nothing stays. */
  async empty(): Promise<void> {
    this.pairing += 1;
    await this.contents
      .getState()
      ?.screens.clear()
      .catch(() => {});
    this.contents.setState(undefined, true);
    this.owned.value = undefined;
    const { drawers } = this.parts;
    await Promise.all([drawers?.screens.clear(), drawers?.input.clear()]).catch(() => {
      // A browser that keeps nothing has kept nothing.
    });
  }

  private retain(session: Pick<HubSession, 'terminals'>, screens: KeptScreens): void {
    const { state, condition } = session.terminals.getState();
    if (condition === 'current') screens.retain(new Set(Object.keys(state.terminals)));
  }

  /** Whether this page is the one that keeps what is typed, from now until it is gone. */
  private myTurn(): Promise<boolean> {
    const { locks, clock, drawers } = this.parts;
    if (drawers === undefined) return Promise.resolve(false);
    // A browser without locks has one page of ours at a time, or its users live with two.
    if (locks === undefined) return Promise.resolve(true);
    this.turn ??= new Promise((resolve) => {
      const patience = new AbortController();
      const waiting = clock.after(TURN_MS, () => patience.abort());
      const hold = (): Promise<never> => {
        waiting.dispose();
        resolve(true);
        return new Promise<never>(() => {});
      };
      locks.request(TURN, { signal: patience.signal }, hold).catch(() => resolve(false));
    });
    return this.turn;
  }
}
