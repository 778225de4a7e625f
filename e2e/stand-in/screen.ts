import type { Display, Screen as ElectronScreen, Rectangle } from 'electron';
import type { Answer } from './cdp-connection.ts';
import { StrictEmitter, Unsupported } from './strict.ts';

type ScreenDisplay = Pick<
  Display,
  'id' | 'label' | 'bounds' | 'workArea' | 'size' | 'workAreaSize' | 'scaleFactor' | 'internal' | 'rotation'
>;

let displays: ReadonlyArray<ScreenDisplay> = [];

/** Chromium's displays, as it tells them at the start. */
export function setDisplays(screenInfos: ReadonlyArray<Answer>): void {
  const sorted = [...screenInfos].sort((one, other) => Number(other.isPrimary) - Number(one.isPrimary));
  displays = sorted.map((info) => {
    const bounds = { x: info.left, y: info.top, width: info.width, height: info.height };
    const workArea = { x: info.availLeft, y: info.availTop, width: info.availWidth, height: info.availHeight };
    return {
      id: Number(info.id),
      label: info.label,
      bounds,
      workArea,
      size: { width: bounds.width, height: bounds.height },
      workAreaSize: { width: workArea.width, height: workArea.height },
      scaleFactor: info.devicePixelRatio,
      internal: info.isInternal,
      rotation: 0,
    };
  });
}

export function primaryDisplay(): ScreenDisplay {
  const [primary] = displays;
  if (primary === undefined) throw new Unsupported('screen before the app is ready');
  return primary;
}

function overlap(one: Rectangle, other: Rectangle): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, width) * Math.max(0, height);
}

type Covered = { readonly [K in 'getPrimaryDisplay' | 'getAllDisplays' | 'getDisplayMatching']: unknown } & object;

/** `screen`. Displays do not come and go while it runs; specs emit that they did. */
class Screen extends StrictEmitter implements Covered {
  constructor() {
    super('screen', ['display-added', 'display-removed', 'display-metrics-changed']);
  }

  getPrimaryDisplay(): ScreenDisplay {
    return primaryDisplay();
  }

  getAllDisplays(): ScreenDisplay[] {
    primaryDisplay();
    return [...displays];
  }

  getDisplayMatching(bounds: Rectangle): ScreenDisplay {
    const sorted = [...displays].sort((one, other) => overlap(other.bounds, bounds) - overlap(one.bounds, bounds));
    return sorted[0] ?? primaryDisplay();
  }

  getDisplayNearestPoint({ x, y }: Parameters<ElectronScreen['getDisplayNearestPoint']>[0]): ScreenDisplay {
    return this.getDisplayMatching({ x, y, width: 1, height: 1 });
  }
}

export const screen: Screen = new Screen();
