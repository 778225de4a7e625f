import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { fuzzRuns, fuzzTimeout } from '../../src-shared/base/testing/fuzz.ts';
import { initiate } from '../../src-shared/secure/handshake.ts';
import { nobleKeyPair } from '../../src-shared/secure/noble-crypto.ts';
import { nodeCrypto } from './host/node-crypto.ts';
import { SERVER_LIMITS } from './server/server-limits.ts';
import { HOME, PairingTable } from './testing/pairing-table.ts';
import { RawSocket, rawFrame } from './testing/raw-socket.ts';
import { TestPhone } from './testing/test-phone.ts';
import { until } from './testing/until.ts';

/** Somebody in the network who holds nothing, against a real hub. */

const crypto = nodeCrypto();
let table: PairingTable;
let port: number;
const lines: RawSocket[] = [];

beforeEach(async () => {
  table = await PairingTable.lay();
  port = Number(new URL(await table.origin()).port);
});
afterEach(async () => {
  for (const line of lines.splice(0)) line.destroy();
  await table.clear();
});

/** A bare line to where the encrypted channel is spoken; every address of 127/8 is one of this machine. */
async function knock(from: string): Promise<RawSocket> {
  const raw = new RawSocket(port, HOME.address, from);
  lines.push(raw);
  raw.write(
    `GET /secure HTTP/1.1\r\nHost: ${HOME.address}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await until('it is answered', () => raw.text.includes('hub.secure.greeting') || raw.closed);
  return raw;
}

/** So many lines from one address on which nothing is said. */
async function silent(from: string, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => knock(from)));
}

const client = async (): Promise<void> => (await table.hub.client()).close();

test('silent lines, renewed as fast as they are cut, keep neither phones nor this machine’s own clients out', async () => {
  const { waiting, waitingEach } = SERVER_LIMITS;
  const phone = await table.phone();
  await silent('127.0.0.9', waitingEach + 8);
  await until('one address has its share', () => lines.filter(({ closed }) => !closed).length === waitingEach);
  for (let n = 10; n < 10 + waiting / waitingEach; n++) await silent(`127.0.0.${n}`, waitingEach);
  expect(lines.length).toBeGreaterThanOrEqual(waiting);
  await client();
  // Whoever had to make room comes again at once.
  let over = false;
  const isOpen = ({ closed }: RawSocket): boolean => !closed;
  const renewing = (async () => {
    for (let n = 0; !over; n++) {
      await until('one was cut', () => over || lines.filter(isOpen).length < waiting, 60_000);
      await knock(`127.0.0.${10 + (n % 8)}`);
    }
  })();
  const back = phone.client(await table.origin());
  await back.opened();
  await client();
  over = true;
  await renewing;
  back.dispose();
}, 60_000);

test('a frame that claims to be huge is cut off after a few kilobytes, before it is read', async () => {
  const raw = await knock('127.0.0.10');
  raw.write(rawFrame(0x82, Buffer.alloc(0), 1024 * 1024));
  let written = 0;
  // As fast as it takes it, until it takes no more.
  while (!raw.closed && written < 64 * 1024 * 1024) {
    raw.write(Buffer.alloc(16 * 1024));
    written += 16 * 1024;
    await new Promise(setImmediate);
  }
  await until('it is cut off', () => raw.closed);
  expect(written).toBeLessThan(16 * 1024 * 1024);
  await client();
});

test('five hundred handshakes that are begun and left cost an offer nothing, and leave nothing behind', async () => {
  const { url } = await table.offer();
  const hub = (await table.operator.opened()).hub.id;
  const key = nobleKeyPair(crypto.random(32));
  for (let n = 0; n < 25; n++) {
    const from = `127.0.1.${n + 1}`;
    const raws = await Promise.all(Array.from({ length: 20 }, () => knock(from)));
    for (const raw of raws) {
      const first = await initiate(crypto, { hub, by: { kind: 'code', key, code: 'ABCDEFGHJKMN' } }).first();
      raw.write(rawFrame(0x82, first));
    }
    await until('the hub has answered', () => raws.every(({ received }) => received.length > 300));
    for (const raw of raws) raw.destroy();
  }
  expect((await table.state()).refusals).toEqual([]);
  const phone = new TestPhone();
  const pairing = phone.pair(url);
  await table.approve(await phone.shown());
  await pairing;
}, 60_000);

test('whoever fails is told the same, whatever was wrong: the offer, its secret, the code, or that there is none', async () => {
  const origin = await table.origin();
  const { url, code } = await table.offer();
  const wrongCode = { origin, code: code.startsWith('0') ? `1${code.slice(1)}` : `0${code.slice(1)}` };
  const ends: unknown[] = [];
  const end = async (offer: Parameters<TestPhone['pair']>[0]): Promise<unknown> => {
    const phone = new TestPhone();
    const error = await phone.pair(offer).catch((thrown: unknown) => thrown);
    expect(phone.comparison).toBe(undefined);
    return (error as { error?: unknown }).error;
  };
  ends.push(await end(url.replace(/\.[A-Za-z0-9_-]{22}\./, `.${'A'.repeat(22)}.`)));
  ends.push(await end(url.replace(/#p1\.o_[0-9a-z]+/, '#p1.o_000000000000')));
  ends.push(await end(wrongCode));
  await table.operator.request('pairing.cancel', {});
  ends.push(await end(url));
  ends.push(await end({ origin, code }));
  expect(new Set(ends)).toEqual(new Set(['pairingSpent']));
});

test(
  'a relay that alters any message of a real pairing leads to nobody’s being let in, and the next try is as any',
  async () => {
    const target = `ws://${HOME.address}:${port}/secure`;
    let spoil: (message: Uint8Array, at: number) => Uint8Array = (message) => message;
    let tries = 0;
    const relay = new WebSocketServer({ port: 0, host: '127.0.0.3', path: '/secure' });
    relay.on('connection', (phone) => {
      // From another address each time: one alone may not try as often as this.
      const hub = new WebSocket(target, { localAddress: `127.0.4.${1 + (tries++ % 250)}` });
      const waiting: Uint8Array[] = [];
      let at = 0;
      const send = (to: WebSocket, data: Uint8Array, isBinary: boolean): void =>
        to.send(isBinary ? spoil(data, at++) : data, { binary: isBinary });
      phone.on('message', (data: Buffer) => (hub.readyState === hub.OPEN ? send(hub, data, true) : waiting.push(data)));
      hub.on('open', () => {
        for (const data of waiting) send(hub, data, true);
      });
      hub.on('message', (data: Buffer, isBinary) => send(phone, data, isBinary));
      for (const [one, other] of [
        [phone, hub],
        [hub, phone],
      ] as const) {
        one.on('error', () => {});
        one.on('close', () => other.terminate());
      }
    });
    await new Promise((resolve) => relay.once('listening', resolve));
    const at = `http://127.0.0.3:${(relay.address() as { port: number }).port}`;
    const change = fc.record({
      by: fc.constantFrom('offer', 'code'),
      at: fc.nat(4),
      place: fc.nat(300),
      bit: fc.nat(7),
    });
    await fc.assert(
      fc.asyncProperty(change, async (how) => {
        const { url, code } = await table.offer();
        let spoilt = false;
        spoil = (message, number) => {
          // By a code there is one message more; the last of them is the hub's share of the number.
          if (number !== (how.by === 'offer' ? how.at % 4 : how.at)) return message;
          const altered = Uint8Array.from(message);
          const place = how.place % altered.length;
          altered[place] = (altered[place] ?? 0) ^ (1 << how.bit);
          spoilt = true;
          return altered;
        };
        const phone = new TestPhone();
        const error = await phone
          .pair(how.by === 'offer' ? url : { origin: at, code }, { at })
          .catch((thrown: unknown) => thrown);
        expect(spoilt).toBe(true);
        expect(error).toBeInstanceOf(Error);
        expect([phone.comparison, phone.paired]).toEqual([undefined, undefined]);
        await expect.poll(async () => (await table.state()).request).toBe(null);
      }),
      fuzzRuns(40),
    );
    spoil = (message) => message;
    const phone = new TestPhone();
    const pairing = phone.pair((await table.offer()).url, { at });
    await table.approve(await phone.shown());
    await pairing;
    relay.close();
    for (const each of relay.clients) each.terminate();
  },
  fuzzTimeout(60_000),
);
