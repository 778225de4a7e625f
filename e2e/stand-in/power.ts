import type { PowerMonitor as ElectronPowerMonitor, PowerSaveBlocker as ElectronPowerSaveBlocker } from 'electron';
import { StrictEmitter, strict } from './strict.ts';

type Covered = Pick<
  ElectronPowerMonitor,
  'getSystemIdleState' | 'getSystemIdleTime' | 'isOnBatteryPower' | 'onBatteryPower' | 'getCurrentThermalState'
>;

/** `powerMonitor`: a computer that is always on; specs emit what happens to others. */
class PowerMonitor extends StrictEmitter implements Covered {
  readonly onBatteryPower = false;

  constructor() {
    super('powerMonitor', [
      'suspend',
      'resume',
      'on-ac',
      'on-battery',
      'shutdown',
      'lock-screen',
      'unlock-screen',
      'thermal-state-change',
      'speed-limit-change',
      'user-did-become-active',
      'user-did-resign-active',
    ]);
  }

  getSystemIdleState(): 'active' {
    return 'active';
  }

  getSystemIdleTime(): number {
    return 0;
  }

  isOnBatteryPower(): boolean {
    return false;
  }

  getCurrentThermalState(): 'nominal' {
    return 'nominal';
  }
}

export const powerMonitor: PowerMonitor = new PowerMonitor();

let lastBlocker = 0;
const blockers = new Set<number>();

/** `powerSaveBlocker`: counts; this computer is not kept awake. */
export const powerSaveBlocker: ElectronPowerSaveBlocker = strict('powerSaveBlocker', {
  start(_type: 'prevent-app-suspension' | 'prevent-display-sleep') {
    blockers.add(++lastBlocker);
    return lastBlocker;
  },
  stop: (id: number) => blockers.delete(id),
  isStarted: (id: number) => blockers.has(id),
});
