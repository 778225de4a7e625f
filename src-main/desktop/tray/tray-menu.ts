import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import type { Attention } from '../attention.ts';
import type { LoginItem } from '../login-item.ts';
import type { Intents, Shell } from '../shell.ts';
import { type Activity, followActivity } from './terminal-activity.ts';
import { sameModel, type TrayModel, type TraySection, trayModel } from './tray-model.ts';

/** A native menu that changes more often than this flickers and, on some desktops, closes while it is read. */
const REBUILD_EVERY_MS = 400;

export interface TrayMenuNeeds {
  readonly shell: Shell;
  readonly intents: Intents;
  readonly attention: Pick<Attention, 'badges' | 'onBadges'>;
  readonly loginItem: Pick<LoginItem, 'state' | 'onChange' | 'set'>;
  /** Host and port of the hub; null while there is none. */
  readonly address: () => string | null;
  readonly sections: ReadonlyArray<TraySection>;
  readonly clock: Clock;
}

/** Keeps the menu's model: `show` is called with the first, and with each that differs, a few times a second at most. */
export class TrayMenu implements Disposable {
  private readonly needs: TrayMenuNeeds;
  private readonly show: (model: TrayModel) => void;
  private readonly owned = new DisposableStore();
  private readonly pause = this.owned.add(new MutableDisposable<Disposable>());
  private shown: TrayModel | undefined;
  private activity: Activity;
  private terminals;
  /** Something has changed since the model was made. */
  private stale = false;

  constructor(needs: TrayMenuNeeds, show: (model: TrayModel) => void) {
    this.needs = needs;
    this.show = show;
    const { shell, attention, loginItem, clock } = needs;
    this.terminals = shell.state.terminals;
    this.activity = followActivity({}, { terminals: {} }, this.terminals, clock.now());
    this.owned.add(
      shell.onChange(({ terminals }) => {
        this.activity = followActivity(this.activity, this.terminals, terminals, clock.now());
        this.terminals = terminals;
        this.changed();
      }),
    );
    this.owned.add(attention.onBadges(() => this.changed()));
    this.owned.add(loginItem.onChange(() => this.changed()));
    this.changed();
  }

  /**
   * Shows the menu anew soon, even if nothing has changed by then: a switch that was clicked has turned without asking,
   * and nothing may come of it.
   */
  again(): void {
    this.shown = undefined;
    this.stale = true;
    this.pause.value ??= this.needs.clock.after(REBUILD_EVERY_MS, () => this.rebuild());
  }

  dispose(): void {
    this.owned.dispose();
  }

  private changed(): void {
    this.stale = true;
    if (this.pause.value === undefined) this.rebuild();
  }

  private rebuild(): void {
    this.pause.value = undefined;
    if (!this.stale) return;
    this.stale = false;
    const { shell, intents, attention, loginItem, address, sections, clock } = this.needs;
    const model = trayModel(sections, shell.state, {
      intents,
      address: address(),
      badges: attention.badges,
      activity: this.activity,
      loginItem: loginItem.state,
      setOpenAtLogin: (on) => loginItem.set(on),
    });
    if (this.shown === undefined || !sameModel(this.shown, model)) {
      this.shown = model;
      this.show(model);
    }
    this.pause.value = clock.after(REBUILD_EVERY_MS, () => this.rebuild());
  }
}
