import { expect, test } from 'vitest';
import { settled } from './testing/flushed-line.ts';
import type { TransportClosed } from './transport.ts';
import { webSocketTransport } from './web-socket-transport.ts';

const HOSTS_THAT_CANNOT_BE = ['999.1.1.1', '1.2.3.4.5', '[:::]', '0x1ffffffff'];

test.each(HOSTS_THAT_CANNOT_BE)(
  'the platform refuses %s at once, which is a failed try like any other',
  async (host) => {
    const closed: TransportClosed[] = [];
    const open = webSocketTransport(() => new WebSocket(`ws://${host}:4140/secure`));
    const transport = open({ text() {}, binary() {}, closed: (why) => closed.push(why) });
    expect(closed).toEqual([]);
    transport.sendText('is anybody there?');
    transport.sendBinary(Uint8Array.of(1));
    expect(transport.address).toBe('');
    await settled();
    expect(closed).toEqual([{ code: 1006, reason: expect.stringMatching(/URL/) }]);
  },
);

test('a try that was given up before it was told to have failed tells nothing', async () => {
  const closed: TransportClosed[] = [];
  const open = webSocketTransport(() => new WebSocket('ws://999.1.1.1'));
  open({ text() {}, binary() {}, closed: (why) => closed.push(why) }).dispose();
  await settled();
  expect(closed).toEqual([]);
});
