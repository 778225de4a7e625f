import { type ReactNode, useRef } from 'react';
import { cx } from '../../ui/kit/class-names.ts';
import { reshape, type Tab } from '../../ui/layout/layout.ts';
import { type Divider, dividersOf, moveDivider } from '../../ui/layout/layout-tree.ts';
import { useAppWindow } from './use-app-window.ts';

const KEY_STEP = 0.02;

export function PaneDividers({ tab }: { readonly tab: Tab }): ReactNode {
  return dividersOf(tab.root).map((divider) => (
    <DividerHandle key={`${divider.path.join('.')}:${divider.index}`} tab={tab.id} divider={divider} />
  ));
}

function DividerHandle({ tab, divider }: { readonly tab: string; readonly divider: Divider }): ReactNode {
  const { layout } = useAppWindow();
  const last = useRef<number | null>(null);
  const row = divider.axis === 'row';
  const move = (delta: number): void =>
    layout.setState(
      reshape(layout.getState(), tab, (root) => moveDivider(root, divider.path, divider.index, delta)),
      true,
    );
  const at = (event: React.PointerEvent): number => (row ? event.clientX : event.clientY);
  const drag = (event: React.PointerEvent<HTMLElement>): void => {
    if (last.current === null) return;
    const area = event.currentTarget.parentElement;
    const extent = (row ? (area?.clientWidth ?? 0) : (area?.clientHeight ?? 0)) * divider.extent;
    if (extent === 0) return;
    move((at(event) - last.current) / extent);
    last.current = at(event);
  };
  const { left, top, width, height } = divider.rect;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a window splitter is a focusable separator; <hr> cannot be one
    <div
      role="separator"
      tabIndex={0}
      aria-orientation={row ? 'vertical' : 'horizontal'}
      aria-label={row ? 'Divider between panes side by side' : 'Divider between panes above each other'}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(divider.share * 100)}
      className={cx(
        'group absolute z-10 touch-none outline-offset-0',
        row ? '-translate-x-1/2 w-2 cursor-col-resize' : '-translate-y-1/2 h-2 cursor-row-resize',
      )}
      style={{
        left: `${left * 100}%`,
        top: `${top * 100}%`,
        ...(row ? { height: `${height * 100}%` } : { width: `${width * 100}%` }),
      }}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = at(event);
      }}
      onPointerMove={drag}
      onPointerUp={() => {
        last.current = null;
      }}
      onKeyDown={(event) => {
        const back = row ? 'ArrowLeft' : 'ArrowUp';
        const forth = row ? 'ArrowRight' : 'ArrowDown';
        if (event.key !== back && event.key !== forth) return;
        event.preventDefault();
        move(event.key === back ? -KEY_STEP : KEY_STEP);
      }}
    >
      <div
        className={cx(
          'pointer-events-none absolute bg-line transition-colors group-hover:bg-accent group-active:bg-accent',
          row ? 'inset-y-0 left-1/2 w-px' : 'inset-x-0 top-1/2 h-px',
        )}
      />
    </div>
  );
}
