/** Calls of this process that the keychain has not answered yet. */
let unanswered = 0;

/** Counts a call to the keychain for as long as it is out. */
export async function counted<T>(call: Promise<T>): Promise<T> {
  unanswered++;
  try {
    return await call;
  } finally {
    unanswered--;
  }
}

/**
 * Ends this process at once when the keychain has been asked and is silent; nothing otherwise. Each such call holds a
 * thread that an exit waits for: half a minute, or as long as a prompt is open that nobody sees. For the very end, when
 * everything is on the disk.
 */
export function endDespiteKeychain(): void {
  if (unanswered > 0) process.kill(process.pid, 'SIGKILL');
}
