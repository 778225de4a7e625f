import type { CrashReporter as ElectronCrashReporter } from 'electron';
import { runtime } from './runtime.ts';
import { strict, Unsupported } from './strict.ts';

/** `crashReporter`: Chromium's crashes are not collected here, so that nothing may be uploaded either. */
export const crashReporter: Pick<ElectronCrashReporter, 'start'> = strict('crashReporter', {
  start(options) {
    if (options.uploadToServer !== false) throw new Unsupported('crashReporter.start with an upload');
    runtime().records.calls.push({ what: 'crashReporter.start', with: options });
  },
});
