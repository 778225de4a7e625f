import { qrLines } from '../../src-shared/qr/qr.ts';

/** A fresh one-time link for people: the link itself, what it is good for, and its QR code. */
export function linkText(link: { readonly url: string; readonly expiresAt: number }, now: number): string {
  const minutes = Math.max(1, Math.round((link.expiresAt - now) / 60_000));
  return [`  ${link.url}`, '', qrText(link.url), `  Good once, for ${minutes} minutes.`].join('\n');
}

function qrText(url: string): string {
  return qrLines(url)
    .map((line) => `  ${line}`)
    .join('\n');
}
