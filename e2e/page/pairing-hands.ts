import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';

/** What the window was told when it asked for a code: the secret stands in the picture alone, and in its frame. */
export function offers(page: Page): {
  readonly last: () => { readonly url: string; readonly code: string } | undefined;
} {
  let last: { url: string; code: string } | undefined;
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (typeof payload !== 'string' || !payload.includes('"code"')) return;
      const { result } = JSON.parse(payload) as { result?: { url?: string; code?: string } };
      if (result?.url !== undefined && result.code !== undefined) last = { url: result.url, code: result.code };
    }),
  );
  return { last: () => last };
}

/** The number that a phone shows. */
export async function numberOn(phone: Page): Promise<string> {
  const status = phone.getByRole('status').filter({ hasText: /\d{3} \d{3}/ });
  await status.waitFor();
  return ((await status.textContent()) ?? '').replace(/\D/g, '');
}

export const choice = (dialog: Locator, number: string): Locator =>
  dialog.getByRole('radio', { name: `${number.slice(0, 3)} ${number.slice(3)}` });

/** A phone without a camera. */
export async function typeCode(phone: Page, origin: string, code: string): Promise<void> {
  await phone.goto(`${origin}/phone/`);
  await phone.getByLabel('Code').fill(code);
  await phone.getByRole('button', { name: 'Pair' }).tap();
}

const SERIOUS = new Set(['serious', 'critical']);
/** What axe finds and calls serious or worse. */
export async function serious(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => SERIOUS.has(impact ?? ''))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
