import type { Page } from 'playwright-core';

/** Pictures for whoever wants to look, in the folder that `HOMEPORT_E2E_PICTURES` names. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['HOMEPORT_E2E_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
}
