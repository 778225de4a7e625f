/**
 * Puts text on the clipboard, within a user's act. Pages that came over plain http have no clipboard of their own; there
 * the browser copies what is selected in a field.
 */
export async function copyText(text: string, document: Document): Promise<boolean> {
  const { clipboard } = document.defaultView?.navigator ?? {};
  try {
    if (clipboard !== undefined) {
      await clipboard.writeText(text);
      return true;
    }
  } catch {
    // Not allowed: the older way may be.
  }
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.setAttribute('aria-hidden', 'true');
  field.style.cssText = 'position:fixed;top:0;left:0;opacity:0;font-size:16px';
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return copied;
}

/** The clipboard's text; undefined where the page cannot have it, and a person has to paste it. */
export async function readClipboard(document: Document): Promise<string | undefined> {
  const { clipboard } = document.defaultView?.navigator ?? {};
  if (clipboard?.readText === undefined) return undefined;
  try {
    return await clipboard.readText();
  } catch {
    // Not allowed, or nothing that is text.
    return undefined;
  }
}
