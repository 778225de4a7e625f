import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Refusal } from './gate.ts';
import { installablePolicy, SECURITY_HEADERS } from './headers.ts';
import type { Reply } from './routes.ts';

export function refusalReply(refusal: Refusal): Reply {
  return {
    status: refusal.status,
    headers: { ...refusal.headers, 'content-type': 'text/plain; charset=utf-8' },
    body: `${refusal.sentence}\n`,
  };
}

function headersOf(reply: Reply): Record<string, string> {
  const body = reply.body ?? '';
  return {
    'cache-control': 'no-store',
    ...reply.headers,
    ...SECURITY_HEADERS,
    ...(reply.installable && { 'content-security-policy': installablePolicy(reply.installable.connect) }),
    ...(reply.status === 304 ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  };
}

/** Answers an ordinary request. Whoever was refused gets no second try on the same TCP connection. */
export function sendReply(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  if (response.destroyed) return;
  if (reply.status >= 400) response.shouldKeepAlive = false;
  response.writeHead(reply.status, headersOf(reply));
  response.end(request.method === 'HEAD' || reply.status === 304 ? undefined : reply.body);
}

/** Answers on a bare socket: an upgrade that was refused, or bytes that are not HTTP. */
export function sendReplyOnSocket(socket: Duplex, reply: Reply): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const lines = Object.entries({ ...headersOf(reply), connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const head = `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n`;
  // Ended by the peer's FIN, or at the latest when the server closes; a peer that stays is destroyed once it is flushed.
  socket.once('finish', () => socket.destroy());
  socket.end(Buffer.concat([Buffer.from(head), Buffer.from(reply.body ?? '')]));
}
