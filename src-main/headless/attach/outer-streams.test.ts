import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fuzzRuns } from '../../../src-shared/base/testing/fuzz.ts';
import { detachKey } from './detach-key.ts';
import { OuterInput } from './outer-input.ts';
import { OuterOutput } from './outer-output.ts';

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const shown = (text: string): string => latin1(new OuterOutput().push(Buffer.from(text, 'latin1')));

/** What makes a terminal answer, by the name people know it by. */
const QUERIES: Readonly<Record<string, string>> = {
  DA1: '\x1b[c',
  'DA1 with a zero': '\x1b[0c',
  DA2: '\x1b[>c',
  DA3: '\x1b[=0c',
  DECID: '\x1bZ',
  ENQ: '\x05',
  'operating status': '\x1b[5n',
  'cursor position': '\x1b[6n',
  'DEC cursor position': '\x1b[?6n',
  'colour scheme': '\x1b[?996n',
  DECRQM: '\x1b[?2026$p',
  'ANSI DECRQM': '\x1b[4$p',
  XTVERSION: '\x1b[>0q',
  'kitty keyboard': '\x1b[?u',
  'text area in pixels': '\x1b[14t',
  'window title report': '\x1b[21t',
  'size in cells': '\x1b[18t',
  DECREQTPARM: '\x1b[1x',
  DECRQCRA: '\x1b[1;1;1;1;2;2*y',
  XTSMGRAPHICS: '\x1b[?1;1;0S',
  'in-band size reports': '\x1b[?2048h',
  'foreground colour': '\x1b]10;?\x07',
  'background colour': '\x1b]11;?\x1b\\',
  'palette colour': '\x1b]4;1;?\x07',
  'clipboard read': '\x1b]52;c;?\x07',
  'clipboard write': '\x1b]52;c;aGk=\x07',
  DECRQSS: '\x1bP$qm\x1b\\',
  XTGETTCAP: '\x1bP+q544e\x1b\\',
  'kitty graphics': '\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\',
  font: '\x1b]50;?\x07',
  'X property': '\x1b]3;?WM_NAME\x07',
  "iTerm's clipboard": '\x1b]1337;Copy=:aGk=\x07',
  'media copy': '\x1b[5i',
};

/** The same in spellings that terminals understand just as well. */
const DISGUISED: Readonly<Record<string, string>> = {
  'CSI as C1': '\xc2\x9b6n',
  'OSC as C1': '\xc2\x9d52;c;aGk=\x07',
  'OSC with C1 at both ends': '\xc2\x9d52;c;aGk=\xc2\x9c',
  'DCS as C1': '\xc2\x90$qm\xc2\x9c',
  'DECID as C1': '\xc2\x9a',
  'leading zeros': '\x1b]0052;c;aGk=\x07',
  'leading zeros in CSI': '\x1b[021t',
  'a subparameter': '\x1b[21:0t',
  'NUL within a CSI': '\x1b[2\x001t',
  'DEL within a CSI': '\x1b[\x7fc',
  'NUL after ESC': '\x1b\x00[6n',
  'controls within an OSC': '\x1b]5\x00\x0a2;c;aGk=\x07',
  'controls within a DCS': '\x1bP\x0a$\x07qm\x1b\\',
  'an OSC that CAN breaks off': '\x1b]52;c;aGk=\x18',
  'an endless CSI': `\x1b[${'0'.repeat(10_000)}6n`,
  'ENQ within a CSI': '\x1b[\x056n',
};

/** What must reach the user's terminal untouched. */
const KEPT: Readonly<Record<string, string>> = {
  text: 'plain \xe2\x82\xac text',
  colours: '\x1b[38;2;1;2;3m\x1b[0m',
  movement: '\x1b[3;4H\x1b[2J\x1b[K',
  'alternate screen': '\x1b[?1049h',
  mouse: '\x1b[?1000;1006h',
  'soft reset': '\x1b[!p',
  'cursor shape': '\x1b[4 q',
  'restore cursor': '\x1b[u',
  'kitty keyboard push': '\x1b[>1u',
  modifyOtherKeys: '\x1b[>4;2m\x1b[>4n',
  'title stack': '\x1b[22;0t\x1b[23;0t',
  'resize request': '\x1b[8;24;80t',
  'a title that asks': '\x1b]0;ready?\x07',
  'a colour that is set': '\x1b]11;#102030\x07',
  hyperlink: '\x1b]8;;https://example.com/?\x1b\\link\x1b]8;;\x1b\\',
  'letters of two bytes': '\xc2\xa9\xc2\xa0\xc3\xa9',
  'next line': '\x1bE',
  sixel: `\x1bPq${'~'.repeat(10_000)}\x1b\\`,
};

describe('output on its way to the outer terminal', () => {
  test.each(Object.entries(QUERIES))('%s is taken out', (_name, query) => {
    expect(shown(`a${query}b`)).toBe('ab');
  });

  test.each(Object.entries(DISGUISED))('%s hides no query', (_name, query) => {
    expect(shown(`a${query}b`)).toMatch(/^a\n?b$/);
  });

  test('a control within a sequence is done at once, the sequence behind it', () => {
    expect(shown('a\x1b[3\n1mb')).toBe('a\n\x1b[31mb');
  });

  test.each(Object.entries(KEPT))('%s passes', (_name, text) => {
    expect(shown(`a${text}b`)).toBe(`a${text}b`);
  });

  test('pieces make no difference', () => {
    const part = fc.constantFrom(
      ...Object.values(QUERIES),
      ...Object.values(KEPT),
      ...Object.values(DISGUISED),
      '\x1b\x1b[c',
      '\xc2',
      '\x9b',
      '\x1b[12\x18x',
      '\x1b]0;a\x1b[6nb',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 9 })), (parts, cuts) => {
        const bytes = Buffer.from(parts.join(''), 'latin1');
        const output = new OuterOutput();
        let pieces = '';
        let at = 0;
        for (const cut of cuts) {
          pieces += latin1(output.push(bytes.subarray(at, at + cut)));
          at += cut;
        }
        pieces += latin1(output.push(bytes.subarray(at)));
        expect(pieces).toBe(shown(bytes.toString('latin1')));
      }),
      fuzzRuns(500),
    );
  });

  test('the alternate screen is watched', () => {
    const output = new OuterOutput();
    output.push(Buffer.from('\x1b[?1049h'));
    expect(output.onAltScreen).toBe(true);
    output.push(Buffer.from('\x1b[?25h\x1b[?10'));
    output.push(Buffer.from('49l'));
    expect(output.onAltScreen).toBe(false);
  });
});

describe('input from the outer terminal', () => {
  const keys = (...chunks: string[]): string => {
    const input = new OuterInput(detachKey('ctrl-\\'));
    return chunks.map((chunk) => latin1(input.push(Buffer.from(chunk, 'latin1')).typed)).join('');
  };

  test.each([
    '\x1b[?62;22c',
    '\x1b[>0;276;0c',
    '\x1b[0n',
    '\x1b[?997;1n',
    '\x1b[?2026;2$y',
    '\x1b[?0u',
    '\x1b[48;24;80;480;800t',
    '\x1b]11;rgb:0000/0000/0000\x07',
    '\x1b]10;rgb:ffff/ffff/ffff\x1b\\',
    '\x1bP1$r0m\x1b\\',
    '\x1bP>|xterm(390)\x1b\\',
    '\x1b_Gi=31;OK\x1b\\',
  ])('the reply %j is nobody typing', (reply) => {
    expect(keys(`a${reply}b`)).toBe('ab');
    const middle = Math.max(4, reply.length >> 1);
    expect(keys(`a${reply.slice(0, middle)}`, `${reply.slice(middle)}b`)).toBe('ab');
  });

  test.each([
    '\x1b',
    '\x1b[A',
    '\x1bOP',
    '\x1b[1;5R',
    '\x1b[15~',
    '\x1b[<0;3;4M',
    '\x1b[I',
    '\x1b]',
    '\x1bP',
    '\x1b[97;5u',
    '\x1b[200~a\x1b[201~',
    '\x1b[M !!',
  ])('the key %j passes at once', (key) => {
    expect(keys(key)).toBe(key);
  });

  test('what was typed before the detach key still goes out', () => {
    const input = new OuterInput(detachKey('ctrl-\\'));
    const { typed, detach } = input.push(Buffer.from('bye\x1c and gone'));
    expect({ typed: latin1(typed), detach }).toEqual({ typed: 'bye', detach: true });
  });

  test('the detach key is known in every way a terminal sends it', () => {
    const found = (name: string, chunk: string): boolean => detachKey(name).find(chunk) >= 0;
    expect(found('ctrl-\\', '\x1c')).toBe(true);
    expect(found('ctrl-\\', '\x1b[92;5u')).toBe(true);
    expect(found('ctrl-]', '\x1b[27;5;93~')).toBe(true);
    expect(found('^A', '\x01')).toBe(true);
    expect(found('ctrl-]', '\x1b[92;5u')).toBe(false);
    expect(found('none', '\x1c')).toBe(false);
    expect(() => detachKey('f12')).toThrow('no detach key');
  });
});
