import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { activeTab, type Tab } from '../../ui/layout/layout.ts';
import { panesOf, type Rect } from '../../ui/layout/layout-tree.ts';
import { PaneDividers } from './pane-dividers.tsx';
import { TerminalPane } from './terminal-pane.tsx';
import { useAppWindow } from './use-app-window.ts';

const WHOLE: Rect = { left: 0, top: 0, width: 1, height: 1 };

interface Placed {
  readonly terminal: string;
  readonly rect: Rect;
  readonly visible: boolean;
  readonly focused: boolean;
  readonly alone: boolean;
}

function placeAll(tabs: ReadonlyArray<Tab>, active: string | null): ReadonlyArray<Placed> {
  const placed = tabs.flatMap((tab) => {
    const panes = panesOf(tab.root);
    return panes.map(({ terminal, rect }): Placed => {
      const zoomed = tab.zoomed && tab.focus === terminal;
      return {
        terminal,
        rect: zoomed ? WHOLE : rect,
        visible: tab.id === active && (zoomed || !tab.zoomed),
        focused: tab.id === active && tab.focus === terminal,
        alone: panes.length === 1,
      };
    });
  });
  // One flat list in a fixed order: moving a pane or a tab moves a rectangle and never makes a terminal anew.
  return [...placed].sort((a, b) => (a.terminal < b.terminal ? -1 : 1));
}

export function PaneArea(): ReactNode {
  const { layout } = useAppWindow();
  const now = useStore(layout);
  const tab = activeTab(now);
  return (
    <div
      id="panes"
      role="tabpanel"
      {...(tab === undefined ? {} : { 'aria-labelledby': `tab-label-${tab.id}` })}
      className="absolute inset-0"
    >
      {placeAll(now.tabs, now.active).map((each) => (
        <TerminalPane key={each.terminal} {...each} />
      ))}
      {tab !== undefined && !tab.zoomed && <PaneDividers tab={tab} />}
    </div>
  );
}
