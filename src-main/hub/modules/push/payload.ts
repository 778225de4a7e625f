import { createHash } from 'node:crypto';
import type { Notice } from '../../../../src-shared/attention/attention.ts';
import { notificationText } from '../../../../src-shared/attention/notification-text.ts';
import { plainLine } from '../../../../src-shared/labels/terminal-label.ts';
import { MOST_PAYLOAD_BYTES, type PushMessage } from '../../../../src-shared/protocol/channels/push/message.ts';

/** Characters, each of up to four bytes: both texts together leave room for everything else. */
const MOST_TEXT = 400;

/** The message that tells of a notice, the first time or once more. */
export function noticeMessage(notice: Notice, isReminder: boolean): PushMessage {
  const { title, body } = notificationText(notice);
  const { id } = notice.terminal;
  return { title: isReminder ? `Still unseen: ${title}` : title, body, tag: id, terminal: id };
}

/** The message that takes back what was told of a terminal. */
export function withdrawal(told: PushMessage): PushMessage {
  return { ...told, withdraw: true };
}

export const TEST_MESSAGE: PushMessage = {
  title: 'Notifications work',
  body: 'Homeport can reach this device while it is away.',
  tag: 'test',
  terminal: null,
};

/** As bytes on the wire, never more than may be sent: some of it was written by programs. */
export function payloadOf(message: PushMessage, most = MOST_PAYLOAD_BYTES): Uint8Array {
  for (let text = MOST_TEXT; ; text = Math.floor(text / 2)) {
    const short = { ...message, title: plainLine(message.title, text), body: plainLine(message.body, text) };
    const bytes = Buffer.from(JSON.stringify(short));
    if (bytes.length <= most || text === 0) return bytes;
  }
}

/** By this a push service replaces what it still holds for the same tag (RFC 8030); it tells it nothing else. */
export function topicOf(tag: string): string {
  return createHash('sha256').update(`homeport topic ${tag}`).digest('base64url').slice(0, 24);
}
