import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuzzRuns } from '../base/testing/fuzz.ts';
import { isOffer, type OfferText, offerUrl, readOffer } from './offer-text.ts';

const id = (letter: string) => fc.stringMatching(/^[0-9a-z]{4,16}$/).map((rest) => `${letter}_${rest}`);
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const origin = fc
  .tuple(
    fc.constantFrom('http', 'https'),
    fc.oneof(
      fc.ipV4(),
      fc.constantFrom('[fd00::5]', '[2001:db8::1]', 'localhost'),
      fc.stringMatching(/^[a-z][a-z0-9-]{0,20}(\.[a-z][a-z0-9-]{0,10}){1,3}$/),
    ),
    fc.option(fc.integer({ min: 1, max: 65_535 })),
  )
  .map(([scheme, host, port]) => `${scheme}://${host}${port === null ? '' : `:${port}`}`);
const offerText: fc.Arbitrary<OfferText> = fc.record({
  kind: fc.constantFrom('pair', 'move'),
  offer: id('o'),
  secret: bytes(16),
  hubKey: bytes(32),
  hub: id('h'),
  origins: fc.uniqueArray(origin, { maxLength: 4 }),
});

const HERE = 'http://192.0.2.1:4140';

test('every offer is read back as it was written, from an address that browsers take whole', () => {
  fc.assert(
    fc.property(offerText, (offer) => {
      const url = offerUrl(HERE, offer);
      const { hash, pathname } = new URL(url);
      expect(pathname).toBe('/phone/');
      expect(isOffer(hash)).toBe(true);
      const origins = offer.origins.filter((each) => each !== HERE);
      expect(readOffer(hash)).toEqual({ ok: true, value: { ...offer, origins } });
      expect(readOffer(hash.slice(1))).toEqual(readOffer(hash));
    }),
    fuzzRuns(200),
  );
});

test('no text at all makes it throw, and what is read is always whole', () => {
  const almost = fc.tuple(offerText, fc.nat(), fc.string({ maxLength: 3 })).map(([offer, at, put]) => {
    const text = new URL(offerUrl(HERE, offer)).hash;
    const place = at % text.length;
    return text.slice(0, place) + put + text.slice(place + 1);
  });
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), almost), (text) => {
      const read = readOffer(text);
      if (!read.ok) return;
      expect([read.value.secret.length, read.value.hubKey.length]).toEqual([16, 32]);
      // A host that cannot be, such as 999.1.1.1, is a failed try for whoever connects (`webSocketTransport`), and never more than a host.
      for (const each of read.value.origins.filter((origin) => URL.canParse(origin))) {
        const { protocol, username, pathname, search } = new URL(each);
        expect([protocol.replace('s:', ':'), username, pathname, search]).toEqual(['http:', '', '/', '']);
      }
    }),
    fuzzRuns(500),
  );
});

test('only scheme, host and port are taken for an origin', () => {
  const offer = {
    kind: 'pair',
    offer: 'o_abcd',
    secret: new Uint8Array(16),
    hubKey: new Uint8Array(32),
    hub: 'h_abcd',
  };
  const reading = (origins: string[]): boolean =>
    readOffer(new URL(offerUrl(HERE, { ...offer, kind: 'pair', origins })).hash).ok;
  expect(reading(['https://desk.ts.net:65535'])).toBe(true);
  for (const wrong of [
    'https://desk.ts.net:65536',
    'https://desk.ts.net:0',
    'https://desk.ts.net/',
    'https://somebody@desk.ts.net',
    'ftp://desk.ts.net',
    'https://desk..ts.net',
    'https://desk.ts.net,https://other.example',
    'https://дом.example',
    'javascript:alert(1)',
  ])
    expect(reading([wrong]), wrong).toBe(false);
});
