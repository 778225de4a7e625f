/** How many bytes one UTF-16 unit of a text takes in UTF-8; a surrogate pair's four are counted on its first half. */
function utf8Bytes(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  // A lone surrogate goes out as U+FFFD, three bytes.
  return isPair(text, at) ? 4 : 3;
}

function isPair(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  if (first < 0xd800 || first > 0xdbff) return false;
  const second = text.charCodeAt(at + 1);
  return second >= 0xdc00 && second <= 0xdfff;
}

/** Cuts a text into pieces of at most `most` UTF-8 bytes, never through a surrogate pair. */
export function textPieces(text: string, most: number): string[] {
  // Three bytes a unit is the worst there is, so most input needs no counting.
  if (text.length * 3 <= most) return text === '' ? [] : [text];
  const pieces: string[] = [];
  let start = 0;
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const width = utf8Bytes(text, at);
    if (bytes + width > most) {
      pieces.push(text.slice(start, at));
      start = at;
      bytes = 0;
    }
    bytes += width;
    if (width === 4) at++;
  }
  if (start < text.length) pieces.push(text.slice(start));
  return pieces;
}
