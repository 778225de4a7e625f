import { join } from 'node:path';
import type { ElectronApplication } from 'playwright-core';
import { eventually } from '../page/hands.ts';

/** Arguments with which Electron leaves every message box to the spec. */
export const HELD_DIALOGS: ReadonlyArray<string> = ['-r', join(import.meta.dirname, 'dialogs.cjs')];

export interface ShownDialog {
  readonly message: string;
  readonly detail: string;
  readonly buttons: ReadonlyArray<string>;
}

interface HeldDialog extends ShownDialog {
  answer(label: string): void;
}

interface Holder {
  readonly homeportDialogs: ReadonlyArray<HeldDialog>;
}

/** The message boxes that are open now. Needs {@link HELD_DIALOGS}. */
export function openDialogs(app: ElectronApplication): Promise<ReadonlyArray<ShownDialog>> {
  return app.evaluate(() =>
    (globalThis as unknown as Holder).homeportDialogs.map(({ message, detail, buttons }) => ({
      message,
      detail,
      buttons,
    })),
  );
}

/** Waits for the one message box that is open. */
export async function shownDialog(app: ElectronApplication): Promise<ShownDialog> {
  await eventually(async () => (await openDialogs(app)).length).toBe(1);
  const [shown] = await openDialogs(app);
  if (shown === undefined) throw new Error('the dialog was closed by something else');
  return shown;
}

/** Presses a button of the message box that is open. */
export async function answerDialog(app: ElectronApplication, label: string): Promise<void> {
  await shownDialog(app);
  await app.evaluate(
    (_electron, wanted) => (globalThis as unknown as Holder).homeportDialogs[0]?.answer(wanted),
    label,
  );
}
