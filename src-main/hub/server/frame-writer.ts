/** WebSocket opcodes with FIN set: our messages are never fragmented. */
export const TEXT = 0x81;
export const BINARY = 0x82;

/** Bytes of the WebSocket header of an unmasked frame with `length` bytes of payload. */
export function headerSize(length: number): number {
  if (length < 126) return 2;
  return length < 65_536 ? 4 : 10;
}

/** Writes that header to the beginning of `target` (RFC 6455, 5.2; servers do not mask). */
export function writeHeader(target: Buffer, opcode: number, length: number): void {
  target[0] = opcode;
  if (length < 126) {
    target[1] = length;
  } else if (length < 65_536) {
    target[1] = 126;
    target.writeUInt16BE(length, 2);
  } else {
    target[1] = 127;
    target.writeUInt32BE(Math.floor(length / 2 ** 32), 2);
    target.writeUInt32BE(length % 2 ** 32, 6);
  }
}
