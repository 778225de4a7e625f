import fc from 'fast-check';

const ESC = '\x1b';

/** Pieces that terminal programs write, and pieces that only an attacker would. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 20 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom('\r\n', '\n', '\r', '\t', '\b', '日本語', 'é', 'e\u0301', '🙂', 'x'.repeat(90), '\x07'),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 4 }),
        fc.constantFrom(...'ABCDEFGHJKLMPSTXZ`adefm'),
      )
      .map(([params, final]) => `${ESC}[${params.join(';')}${final}`),
  },
  { weight: 3, arbitrary: sgrPiece() },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom(1, 5, 6, 7, 9, 25, 45, 47, 66, 1000, 1002, 1003, 1004, 1006, 1047, 1048, 1049, 2004),
        fc.constantFrom('h', 'l'),
      )
      .map(([mode, set]) => `${ESC}[?${mode}${set}`),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 30 }))
      .map(([a, b]) => `${ESC}[${a};${b}r`),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      `${ESC}7`,
      `${ESC}8`,
      `${ESC}M`,
      `${ESC}D`,
      `${ESC}E`,
      `${ESC}H`,
      `${ESC}[3g`,
      `${ESC}(0`,
      `${ESC}(B`,
      `${ESC})0`,
      '\x0e',
      '\x0f',
      `${ESC}=`,
      `${ESC}>`,
      `${ESC}[4h`,
      `${ESC}[4l`,
      `${ESC}[2 q`,
      `${ESC}[5 q`,
      `${ESC}[1"q`,
      `${ESC}["q`,
      `${ESC}[2J`,
      `${ESC}[3J`,
      `${ESC}#8`,
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      `${ESC}]0;title\x07`,
      `${ESC}]8;;https://example.org/${ESC}\\`,
      `${ESC}]8;;${ESC}\\`,
      `${ESC}P$qm${ESC}\\`,
      `${ESC}_apc é${ESC}\\`,
      `${ESC}^pm${ESC}\\`,
      '\u009b31m',
      '\u009dosc\u009c',
      '\u0090q\u009c',
      `${ESC}[12\x18`,
      `${ESC}]x\x1a`,
      `${ESC}X`,
      `${ESC}P1;2|x`,
      '\ufeff',
    ),
  },
);

/** No underline colours: together with a hyperlink whose lines are gone xterm.js shows what no sequence brings back. */
function sgrPiece(): fc.Arbitrary<string> {
  return fc
    .array(
      fc.constantFrom(
        '0',
        '1',
        '2',
        '3',
        '4',
        '4:3',
        '5',
        '7',
        '8',
        '9',
        '31',
        '42',
        '97',
        '103',
        '38;5;200',
        '48;2;1;2;3',
        '53',
        '39',
        '49',
      ),
      {
        maxLength: 4,
      },
    )
    .map((codes) => `${ESC}[${codes.join(';')}m`);
}

/** A terminal program's output. */
export const vtText: fc.Arbitrary<string> = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

/** The same with broken UTF-8 and torn sequences between. */
export const vtBytes: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: piece.map((text) => new TextEncoder().encode(text)) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 6 }) },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom([0xc2], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xff], [0x1b], [0x1b, 0x5b], [0xc2, 0x9b])
          .map((bytes) => Uint8Array.from(bytes)),
      },
    ),
    { maxLength: 40 },
  )
  .map((pieces) => Uint8Array.from(pieces.flatMap((each) => [...each])));
