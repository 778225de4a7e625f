import { createStore, type StoreApi } from 'zustand/vanilla';
import { extract, type Layout, mergeTab, moveTab, place } from '../../ui/layout/layout.ts';
import { type Box, type DropTarget, dropTarget, isDrag, type Point } from './tab-drag.ts';

/** What is in the hand: a whole tab, or one pane. */
export type Dragged =
  | { readonly kind: 'tab'; readonly id: string; readonly label: string }
  | { readonly kind: 'pane'; readonly terminal: string; readonly label: string };

export type DragState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'dragging'; readonly dragged: Dragged; readonly point: Point; readonly target: DropTarget | null };

/** What letting go would do to the layout. */
export function drop(layout: Layout, dragged: Dragged, target: DropTarget): Layout {
  if (target.kind === 'strip')
    return dragged.kind === 'tab'
      ? moveTab(layout, dragged.id, target.index)
      : extract(layout, dragged.terminal, target.index);
  return dragged.kind === 'tab'
    ? mergeTab(layout, dragged.id, target.terminal, target.side)
    : place(layout, target.terminal, target.side, dragged.terminal);
}

function boxOf(element: Element): Box {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { left, top, width, height };
}

function groundNow(document: Document): Parameters<typeof dropTarget>[0] {
  const strip = document.querySelector('[data-tab-strip]');
  return {
    strip: strip === null ? { left: 0, top: 0, width: 0, height: 0 } : boxOf(strip),
    tabs: [...document.querySelectorAll('[data-tab]')].map(boxOf),
    panes: [...document.querySelectorAll<HTMLElement>('[data-pane][data-visible="true"]')].map((pane) => ({
      terminal: pane.dataset['pane'] ?? '',
      box: boxOf(pane),
    })),
  };
}

/** Follows the pointer from the first press on something that can be dragged until it is let go or Escape is hit. */
export class Dragging {
  readonly store: StoreApi<DragState> = createStore<DragState>(() => ({ kind: 'idle' }));
  private readonly layout: StoreApi<Layout>;

  constructor(layout: StoreApi<Layout>) {
    this.layout = layout;
  }

  /** Call on pointerdown with the main button. */
  begin(event: { readonly clientX: number; readonly clientY: number }, dragged: Dragged): void {
    const from: Point = { x: event.clientX, y: event.clientY };
    const ending = new AbortController();
    const { signal } = ending;
    const end = (): void => {
      ending.abort();
      this.store.setState({ kind: 'idle' }, true);
    };
    window.addEventListener(
      'pointermove',
      (move) => {
        const point: Point = { x: move.clientX, y: move.clientY };
        if (this.store.getState().kind === 'idle' && !isDrag(from, point)) return;
        const target = dropTarget(groundNow(document), point) ?? null;
        this.store.setState({ kind: 'dragging', dragged, point, target }, true);
      },
      { signal },
    );
    window.addEventListener(
      'pointerup',
      () => {
        const state = this.store.getState();
        end();
        if (state.kind === 'dragging' && state.target !== null)
          this.layout.setState(drop(this.layout.getState(), dragged, state.target), true);
      },
      { signal },
    );
    window.addEventListener('pointercancel', end, { signal });
    window.addEventListener(
      'keydown',
      (key) => {
        if (key.key !== 'Escape') return;
        key.stopPropagation();
        end();
      },
      { signal, capture: true },
    );
  }
}
