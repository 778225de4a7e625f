import { powerSaveBlocker } from 'electron';
import { type Disposable, toDisposable } from '../../src-shared/base/disposable.ts';

/** Keeps the computer from sleeping until it is disposed; the display may go dark. */
export function holdAwake(): Disposable {
  const id = powerSaveBlocker.start('prevent-app-suspension');
  return toDisposable(() => powerSaveBlocker.stop(id));
}
