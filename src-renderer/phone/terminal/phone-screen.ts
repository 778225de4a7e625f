import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  type Disposable,
  DisposableStore,
  MutableDisposable,
  toDisposable,
} from '../../../src-shared/base/disposable.ts';
import type { Settings } from '../../../src-shared/protocol/channels/settings/state.ts';
import { resolveTheme, systemTheme } from '../../ui/state/appearance.ts';
import { keptStore } from '../../ui/state/kept-store.ts';
import { LiveTerminal } from '../../ui/terminal/live-terminal.ts';
import { terminalFont } from '../../ui/terminal/terminal-font.ts';
import type { ViewSettings } from '../../ui/terminal/terminal-view.ts';
import { ComposeHistory } from './input/compose-history.ts';
import { readsComposed } from './input/composition-policy.ts';
import { DirectField } from './input/direct-field.ts';
import type { BarKey } from './keys/key-bar-items.ts';
import { StickyModifiers } from './keys/sticky-modifiers.ts';
import type { PhoneTerminalProps } from './phone-terminal-props.ts';
import { type DeviceHabits, HABITS_KEY, parseHabits } from './state/device-habits.ts';
import { Driving } from './state/driving.ts';
import { Picturing } from './state/picturing.ts';
import { initialScreenState, type ScreenState, type SheetState } from './state/screen-state.ts';
import { Typing } from './state/typing.ts';
import { snappedSize } from './touch/font-presets.ts';
import type { Point } from './touch/gestures.ts';
import { ScreenHands } from './touch/screen-hands.ts';
import { copyText, readClipboard } from './view/clipboard.ts';
import { eachFrame } from './view/frames.ts';
import { type FrameParts, ScreenFrame } from './view/screen-frame.ts';
import { ScreenSelection } from './view/screen-selection.ts';

/** Notices stay so long, ms: time to read a sentence. */
const NOTICE_MS = 3_500;

export interface ScreenParts extends FrameParts {
  /** xterm lives in it. */
  readonly host: HTMLElement;
  readonly field: HTMLTextAreaElement;
}

type ScreenOptions = Omit<PhoneTerminalProps, 'onBack' | 'mayType'> & { readonly mayType: () => boolean | undefined };

/** Everything one terminal on a phone is made of, for components to read and to tell. */
export class PhoneScreen implements Disposable {
  readonly store: StoreApi<ScreenState> = createStore<ScreenState>(() => initialScreenState);
  readonly habits: StoreApi<DeviceHabits>;
  readonly options: ScreenOptions;
  readonly live: LiveTerminal;
  readonly driving: Driving;
  readonly typing: Typing;
  readonly field: DirectField;
  readonly frame: ScreenFrame;
  readonly selection: ScreenSelection;
  readonly hands: ScreenHands;
  readonly sticky = new StickyModifiers();
  readonly history = new ComposeHistory();
  private readonly parts: ScreenParts;
  private readonly owned = new DisposableStore();
  private readonly noticed = new MutableDisposable<Disposable>();
  private readonly system = systemTheme();
  private notices = 0;
  private enlarged = false;
  /** The compose field, while it is there. */
  composing: HTMLTextAreaElement | undefined;

  constructor(options: ScreenOptions, parts: ScreenParts) {
    this.options = options;
    this.parts = parts;
    const { session, id, clock, random, storage, input, onPicture } = options;
    this.habits = keptStore(storage, HABITS_KEY, parseHabits);
    this.live = this.owned.add(
      new LiveTerminal({
        id,
        link: session.client,
        attachments: session.attachments,
        clock,
        random,
        info: () => session.terminals.getState().state.terminals[id],
        view: {
          settings: this.viewSettings(options.settings.getState()),
          mac: false,
          wantsKey: () => false,
          openLink: (url) => this.open({ kind: 'link', url }),
          touch: true,
        },
        confirmPaste: () => options.settings.getState().terminals.confirmPaste,
        askPaste: ({ text, lines }) => new Promise((answer) => this.open({ kind: 'lines', text, lines, answer })),
        report: (sentence) => this.notice(sentence),
        ...(input === undefined ? {} : { input }),
      }),
    );
    const { view } = this.live;
    this.driving = this.owned.add(new Driving(options, this.live, options.mayType));
    this.typing = new Typing({
      live: this.live,
      driving: this.driving,
      sticky: this.sticky,
      composes: () => this.habits.setState({ keepsBack: true }),
      refused: () => this.notice(this.refusal()),
      went: () => this.follow(),
    });
    this.field = this.owned.add(
      new DirectField({
        target: this.typing,
        keepsBack: () => this.habits.getState().keepsBack ?? readsComposed(navigator.languages),
        modes: () => ({ applicationCursor: view.cells.applicationCursor }),
        bytes: (bytes) => this.typing.bytes(bytes),
        paste: (text) => this.typing.paste(text),
        hardware: () => this.store.setState({ hardware: true }),
        softKeyboardUp: () => this.store.getState().keyboardUp,
      }),
    );
    if (onPicture !== undefined) this.owned.add(new Picturing(this.live, clock, onPicture));
    this.live.open(parts.host);
    view.setVisible(true);
    this.frame = this.owned.add(new ScreenFrame(parts, view.cells, () => this.driving.watching));
    this.selection = this.owned.add(new ScreenSelection(view.cells, this.frame, eachFrame));
    this.hands = this.owned.add(
      new ScreenHands({
        clock,
        cells: view.cells,
        frame: this.frame,
        selection: this.selection,
        eachFrame,
        watching: () => this.driving.watching,
        fontSize: () => this.habits.getState().fontSize,
        calm: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
        tapped: (at) => this.tapped(at),
        resized: (scale) => this.setFontSize(snappedSize(this.habits.getState().fontSize, scale)),
      }),
    );
    this.field.open(parts.field);
    this.owned.add(this.noticed);
    this.listen();
    this.look();
  }

  dispose(): void {
    const { sheet } = this.store.getState();
    if (sheet.kind === 'lines') sheet.answer(false);
    this.options.session.client.setViewing(null);
    this.owned.dispose();
  }

  // ---- what components tell

  open(sheet: SheetState): void {
    this.store.setState({ sheet });
  }

  close(): void {
    this.store.setState({ sheet: { kind: 'none' } });
  }

  notice(text: string): void {
    this.notices += 1;
    this.store.setState({ notice: { text, count: this.notices } });
    this.noticed.value = this.options.clock.after(NOTICE_MS, () => this.store.setState({ notice: undefined }));
  }

  /** Gives the keyboard to the terminal, or to the line that is composed. Within a user's act. */
  focus(): void {
    if (this.habits.getState().typing === 'compose') this.composing?.focus({ preventScroll: true });
    else this.field.focus();
  }

  get hasFocus(): boolean {
    return this.field.hasFocus || (this.composing !== undefined && this.composing === document.activeElement);
  }

  hideKeyboard(): void {
    this.field.blur();
    this.composing?.blur();
  }

  press(key: BarKey): void {
    if (key.kind === 'modifier') this.sticky.tap(key.name, this.options.clock.monotonic());
    else if (key.kind === 'paste') void this.paste();
    else {
      this.field.flush();
      this.typing.bar(key);
    }
  }

  async paste(): Promise<void> {
    const text = await readClipboard(document);
    if (text === undefined) this.open({ kind: 'paste' });
    else this.typing.paste(text);
  }

  async copy(text: string, what: string): Promise<void> {
    const copied = await copyText(text, document);
    this.notice(copied ? `${what} copied.` : 'The browser does not let the page copy.');
  }

  async copySelection(): Promise<void> {
    await this.copy(this.live.view.selection, 'Selection');
    this.selection.clear();
  }

  copyLastOutput(): void {
    const text = this.live.view.cells.lastOutput;
    if (text === undefined) this.notice('The shell has not said where the last command’s output is.');
    else void this.copy(text, 'Output of the last command');
  }

  setFontSize(fontSize: number): void {
    if (fontSize === this.habits.getState().fontSize) return;
    this.habits.setState({ fontSize });
    this.notice(`Letters: ${fontSize}`);
  }

  jumpToLive(): void {
    this.hands.halt();
    this.follow();
  }

  takeControl(): void {
    this.frame.zoom.reset();
    this.driving.take();
    this.focus();
  }

  // ---- what happens

  private listen(): void {
    const { settings, session, id } = this.options;
    const { view } = this.live;
    const look = (): void => this.look();
    this.owned.add(this.frame.onChange(look));
    this.owned.add(this.field.onChange(look));
    this.owned.add(this.selection.onChange(look));
    this.owned.add(this.sticky.onChange((holds) => this.store.setState({ holds })));
    this.owned.add(
      this.driving.onChange(() => {
        this.frame.place();
        this.look();
      }),
    );
    const apply = (): void => view.apply(this.viewSettings(settings.getState()));
    this.owned.add(toDisposable(settings.subscribe(apply)));
    this.owned.add(toDisposable(this.habits.subscribe(apply)));
    this.system.addEventListener('change', apply);
    this.owned.add(toDisposable(() => this.system.removeEventListener('change', apply)));
    const viewing = (): void => session.client.setViewing(document.visibilityState === 'visible' ? id : null);
    document.addEventListener('visibilitychange', viewing);
    this.owned.add(toDisposable(() => document.removeEventListener('visibilitychange', viewing)));
    viewing();
  }

  /** Draws from what is. */
  private look(): void {
    const { cells } = this.live.view;
    const { top, base } = cells.sight;
    const before = this.store.getState();
    const keyboardUp = this.frame.keyboardUp;
    const now: Partial<ScreenState> = {
      keyboardUp,
      // A soft keyboard that comes up says that the other one was left.
      hardware: before.hardware && !keyboardUp,
      live: top >= base,
      watching: this.driving.watching,
      selecting: this.selection.isOn,
      preedit: this.field.preedit,
    };
    cells.leaveKeys(this.field.hasFocus && this.driving.mayType);
    this.keepSharp();
    this.placeField();
    const differs = Object.entries(now).some(([name, value]) => before[name as keyof ScreenState] !== value);
    if (differs) this.store.setState(now);
  }

  /** A canvas that is enlarged is blurred; text of the page is not. */
  private keepSharp(): void {
    const enlarged = this.driving.watching && this.frame.zoom.isZoomed;
    if (enlarged === this.enlarged) return;
    this.enlarged = enlarged;
    this.live.view.setVisible(!enlarged);
  }

  /** The field follows the cursor, where input methods show what they offer; it stays where it can be seen. */
  private placeField(): void {
    const { field } = this.parts;
    const { boxes } = this.frame;
    const spot = this.frame.spot(this.live.view.cells.cursor);
    if (spot === undefined) return;
    const x = Math.max(0, Math.min(boxes.frame.width - 20, spot.x));
    const y = Math.max(0, Math.min(boxes.frame.height - spot.height, spot.y));
    field.style.transform = `translate(${x}px,${y}px)`;
    field.style.height = `${spot.height}px`;
  }

  private tapped(at: Point): void {
    const { cells } = this.live.view;
    const cell = this.frame.cellAt(at);
    const { standing } = this.driving;
    const clicks = cells.mouse && standing === 'ours';
    const link = cell === undefined || clicks ? undefined : cells.linkAt(cell);
    if (link !== undefined) this.open({ kind: 'link', url: link });
    else if (standing === 'free') this.takeControl();
    else if (standing !== 'ours') this.hideKeyboard();
    else if (clicks) cells.click(at.x, at.y);
    else this.focus();
  }

  /** The user typed: what follows is to be seen. */
  private follow(): void {
    this.live.view.scrollToEnd();
    this.frame.lines.settle();
    this.frame.shift.release();
    this.frame.place();
  }

  private refusal(): string {
    const { standing, info } = this.driving;
    if (standing === 'never') return 'This device may watch, not type.';
    if (standing === 'theirs') return `${info?.driver?.name ?? 'Another device'} drives. Take control to type.`;
    return 'This terminal does not run.';
  }

  private viewSettings({ appearance, terminals }: Settings): ViewSettings {
    return {
      fontFamily: terminalFont(appearance.fontFamily),
      fontSize: this.habits.getState().fontSize,
      theme: resolveTheme(appearance.theme, this.system.matches),
      screenReader: appearance.screenReader,
      cursorBlink: appearance.cursorBlink,
      scrollback: terminals.scrollback,
    };
  }
}
