import type { Log } from '../../src-shared/base/log.ts';
import type { HubHost } from './hub-host.ts';
import { askWithDetails } from './say.ts';

/**
 * Waits for the hub that is being started. One that cannot start is said in a dialog, and tried again as often as the
 * user wants; undefined when they rather quit.
 */
export async function hubOrQuit(
  starting: Promise<HubHost>,
  again: () => Promise<HubHost>,
  log: Log,
): Promise<HubHost | undefined> {
  for (let attempt = starting; ; attempt = again()) {
    try {
      return await attempt;
    } catch (thrown) {
      const sentence = thrown instanceof Error ? thrown.message : String(thrown);
      const details = thrown instanceof Error ? (thrown.stack ?? sentence) : sentence;
      log.error('the hub could not be started', { details });
      const answer = await askWithDetails(
        {
          type: 'error',
          message: 'Homeport could not start.',
          detail: sentence,
          buttons: [
            { answer: 'again', label: 'Try again' },
            { answer: 'quit', label: 'Quit' },
          ],
          cancel: 'quit',
        },
        details,
      );
      if (answer === 'quit') return undefined;
    }
  }
}
