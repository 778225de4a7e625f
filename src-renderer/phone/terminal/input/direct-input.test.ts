import { describe, expect, test } from 'vitest';
import { keyBytes, type Modifiers, NO_MODIFIERS, withModifiers } from '../keys/key-bytes.ts';
import { DirectInput } from './direct-input.ts';
import { SENTINEL } from './field-change.ts';

/**
 * What a browser tells of its field, in the order in which it does. `in`: an input event and the text that stands behind
 * the sentinel afterwards. `before`: a beforeinput that is refused, so that no input follows. `cut`: the sentinel itself
 * is shorter by so many characters.
 */
type Told =
  | readonly ['in', type: string, text: string]
  | readonly ['cut', type: string, by: number]
  | readonly ['before', type: string, data: string | null]
  | readonly ['start']
  | readonly ['update', data: string]
  | readonly ['end', data: string, text: string]
  /** A key of the bar. */
  | readonly ['tap', key: string]
  | readonly ['ctrl'];

function play(told: ReadonlyArray<Told>, keepsBack = false): { readonly out: string; readonly learned: boolean } {
  let out = '';
  let held: Modifiers = NO_MODIFIERS;
  let learned = keepsBack;
  const press = (key: string, ctrl = false): void => {
    out += keyBytes(key, { ...NO_MODIFIERS, ctrl }, { applicationCursor: false }) ?? `?${key}?`;
  };
  const input = new DirectInput(
    {
      text(text) {
        const used = held !== NO_MODIFIERS;
        out += withModifiers(text, held);
        held = NO_MODIFIERS;
        return used;
      },
      erase: (count) => {
        out += '\x7f'.repeat(count);
      },
      key: press,
      paste: (text) => {
        out += `<paste ${JSON.stringify(text)}>`;
      },
      composes: () => {
        learned = true;
      },
    },
    () => learned,
  );
  for (const each of told) {
    if (each[0] === 'in') input.input({ inputType: each[1] }, SENTINEL + each[2]);
    else if (each[0] === 'cut') input.input({ inputType: each[1] }, SENTINEL.slice(each[2]));
    else if (each[0] === 'before') expect(input.beforeInput({ inputType: each[1], data: each[2] })).toBe(true);
    else if (each[0] === 'start') input.compositionStart();
    else if (each[0] === 'update') input.compositionUpdate(each[1]);
    else if (each[0] === 'end') input.compositionEnd(each[1], SENTINEL + each[2]);
    else if (each[0] === 'ctrl') held = { ...NO_MODIFIERS, ctrl: true };
    else {
      if (input.flush()) input.reset();
      press(each[1]);
    }
    if (input.wantsReset) input.reset();
  }
  return { out, learned };
}

const COMPOSE = 'insertCompositionText';
const TEXT = 'insertText';
const ERASE = 'deleteContentBackward';

/** A word as Chromium on Android tells of it: composed letter by letter. */
function composed(...steps: ReadonlyArray<string>): ReadonlyArray<Told> {
  return [
    ['start'],
    ...steps.flatMap((text): Told[] => [
      ['update', text],
      ['in', COMPOSE, text],
    ]),
  ];
}

describe('a keyboard without composition', () => {
  test.each<[string, ReadonlyArray<Told>, string]>([
    [
      'letters',
      [
        ['in', TEXT, 'l'],
        ['in', TEXT, 'ls'],
      ],
      'ls',
    ],
    [
      'Enter',
      [
        ['in', TEXT, 'l'],
        ['before', 'insertLineBreak', null],
      ],
      'l\r',
    ],
    ['Enter as a paragraph', [['before', 'insertParagraph', null]], '\r'],
    [
      'Enter as text',
      [
        ['in', TEXT, 'l'],
        ['in', TEXT, 'l\n'],
      ],
      'l\r',
    ],
    [
      'Backspace after a letter',
      [
        ['in', TEXT, 'l'],
        ['in', ERASE, ''],
      ],
      'l\x7f',
    ],
    [
      'Backspace in an empty field erases what stood there before',
      [
        ['cut', ERASE, 1],
        ['cut', ERASE, 1],
      ],
      '\x7f\x7f',
    ],
    [
      'a word erased at once',
      [
        ['in', TEXT, 'cat dog'],
        ['in', 'deleteWordBackward', 'cat '],
      ],
      'cat dog\x7f\x7f\x7f',
    ],
    ['a word from before the field', [['cut', 'deleteWordBackward', 16]], '\x17'],
    ['a line from before the field', [['cut', 'deleteSoftLineBackward', 16]], '\x15'],
    ['Delete of a hardware keyboard', [['before', 'deleteContentForward', null]], '\x1b[3~'],
    [
      'undo by shaking changes nothing',
      [
        ['in', TEXT, 'a'],
        ['before', 'historyUndo', null],
      ],
      'a',
    ],
    [
      'an emoji is one character',
      [
        ['in', TEXT, '🙂'],
        ['in', ERASE, ''],
      ],
      '🙂\x7f',
    ],
    [
      'an emoji that becomes its neighbour in Unicode',
      [
        ['in', TEXT, '🙂'],
        ['in', 'insertReplacementText', '🙃'],
      ],
      '🙂\x7f🙃',
    ],
    ['a line end inside of text is a paste', [['in', TEXT, 'a\nb']], '<paste "a\\nb">'],
    ['a paste that comes without its event', [['in', 'insertFromPaste', 'rm']], '<paste "rm">'],
    ['a paste that beforeinput tells of', [['before', 'insertFromPaste', 'rm -rf']], '<paste "rm -rf">'],
  ])('%s', (_case, told, bytes) => {
    expect(play(told).out).toBe(bytes);
  });
});

describe('GBoard on Android', () => {
  test.each<[string, ReadonlyArray<Told>, string]>([
    ['sends letters as they are composed', composed('l', 'ls'), 'ls'],
    ['a word and its space are sent once', [...composed('l', 'ls'), ['end', 'ls', 'ls'], ['in', TEXT, 'ls ']], 'ls '],
    [
      'autocorrect replaces the word when it ends',
      [
        ...composed('t', 'te', 'teh'),
        ['update', 'the'],
        ['in', COMPOSE, 'the'],
        ['end', 'the', 'the'],
        ['in', TEXT, 'the '],
      ],
      'teh\x7f\x7fhe ',
    ],
    [
      'a suggestion takes the place of what was composed',
      [...composed('g', 'gi'), ['update', 'git '], ['in', COMPOSE, 'git '], ['end', 'git ', 'git ']],
      'git ',
    ],
    [
      'a swiped word comes whole',
      [['start'], ['update', 'docker'], ['in', COMPOSE, 'docker'], ['end', 'docker', 'docker']],
      'docker',
    ],
    [
      'Backspace into a finished word composes that word anew, which types nothing',
      [
        ...composed('l', 'ls'),
        ['end', 'ls', 'ls'],
        ['in', TEXT, 'ls '],
        ['in', ERASE, 'ls'],
        ['start'],
        ['update', 'ls'],
        ['in', COMPOSE, 'ls'],
        ['update', 'l'],
        ['in', COMPOSE, 'l'],
        ['end', 'l', 'l'],
      ],
      'ls \x7f\x7f',
    ],
    [
      'two spaces become a full stop',
      [...composed('o', 'ok'), ['end', 'ok', 'ok'], ['in', TEXT, 'ok '], ['in', TEXT, 'ok. ']],
      'ok \x7f. ',
    ],
    [
      'dictation grows and corrects itself',
      [
        ...composed('list', 'list all', 'list awl files', 'list all files'),
        ['end', 'list all files', 'list all files'],
      ],
      'list all\x7f\x7fwl files\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7fll files',
    ],
    [
      'Enter while a word is composed ends the word, then the line',
      [...composed('l', 'ls'), ['end', 'ls', 'ls'], ['before', 'insertLineBreak', null]],
      'ls\r',
    ],
    [
      'Tab of the bar in the middle of a word, which goes on behind it',
      [...composed('s', 'sr'), ['tap', 'Tab'], ['update', 'srx'], ['in', COMPOSE, 'srx'], ['end', 'srx', 'srx']],
      'sr\tx',
    ],
    [
      'no correction reaches behind a key of the bar',
      [...composed('t', 'teh'), ['tap', 'Tab'], ['update', 'the'], ['in', COMPOSE, 'the'], ['end', 'the', 'the']],
      'teh\t',
    ],
    [
      'sticky Ctrl makes a key of the first letter, which a correction then does not take back',
      [['ctrl'], ...composed('c', 'ca', 'CA'), ['end', 'CA', 'CA']],
      '\x03a\x7fA',
    ],
    ['Ctrl and R', [['ctrl'], ...composed('r'), ['end', 'r', 'r'], ['in', TEXT, 'x']], '\x12x'],
    ['its clipboard types several lines, which are pasted', [['in', TEXT, 'one\ntwo\n']], '<paste "one\\ntwo\\n">'],
    ['accented letters', composed('m', 'ma', 'mañ', 'maña'), 'maña'],
    ['Vietnamese', composed('v', 'vi', 'vie', 'viê', 'việ', 'việt'), 'vie\x7fê\x7fệt'],
  ])('%s', (_case, told, bytes) => {
    expect(play(told).out).toBe(bytes);
  });
});

describe('iOS', () => {
  test.each<[string, ReadonlyArray<Told>, string]>([
    [
      'autocorrect replaces the word, then types the space',
      [
        ['in', TEXT, 't'],
        ['in', TEXT, 'te'],
        ['in', TEXT, 'teh'],
        ['in', 'insertReplacementText', 'the'],
        ['in', TEXT, 'the '],
      ],
      'teh\x7f\x7fhe ',
    ],
    [
      'two spaces become a full stop: the space goes, then both come',
      [
        ['in', TEXT, 'ok'],
        ['in', TEXT, 'ok '],
        ['in', ERASE, 'ok'],
        ['in', TEXT, 'ok. '],
      ],
      'ok \x7f. ',
    ],
    [
      'dictation puts text in, and puts it right when it knows more',
      [
        ['in', 'insertDictationResult', 'get'],
        ['in', 'insertReplacementText', 'git'],
        ['in', TEXT, 'git status'],
      ],
      'get\x7f\x7fit status',
    ],
    [
      'smart punctuation',
      [
        ['in', TEXT, '-'],
        ['in', TEXT, '--'],
        ['in', 'insertReplacementText', '—'],
      ],
      '--\x7f\x7f—',
    ],
    [
      'Japanese: the composed text is taken out before the final one is put in',
      [
        ['start'],
        ['update', 'に'],
        ['in', COMPOSE, 'に'],
        ['update', 'にほん'],
        ['in', COMPOSE, 'にほん'],
        ['in', 'deleteCompositionText', ''],
        ['in', 'insertFromComposition', '日本'],
        ['end', '日本', '日本'],
      ],
      '日本',
    ],
  ])('%s', (_case, told, bytes) => {
    expect(play(told).out).toBe(bytes);
  });
});

describe('composed scripts', () => {
  test('Korean syllables are sent when they are whole', () => {
    expect(play([...composed('ㅎ', '하', '한'), ['end', '한', '한'], ['in', TEXT, '한 ']]).out).toBe('한 ');
  });

  test('Firefox tells of the end before it tells of the text', () => {
    expect(play([['start'], ['update', '日'], ['end', '日', '日'], ['in', COMPOSE, '日']]).out).toBe('日');
  });

  test('a composition that is given up leaves nothing', () => {
    expect(play([...composed('に', 'にほ'), ['update', ''], ['in', COMPOSE, ''], ['end', '', '']], true).out).toBe('');
  });

  test('pinyin comes right the first time, and its letters are kept back from then on', () => {
    const word: ReadonlyArray<Told> = [
      ...composed('n', 'ni'),
      ['update', '你'],
      ['in', COMPOSE, '你'],
      ['end', '你', '你'],
    ];
    const first = play(word);
    expect(first).toEqual({ out: 'ni\x7f\x7f你', learned: true });
    expect(play(word, true).out).toBe('你');
  });

  test('a key of the bar sends what is composed before it, once', () => {
    expect(play([...composed('n', 'ni'), ['tap', 'Tab'], ['end', '', '']], true).out).toBe('ni\t');
  });

  test('a dead key waits for its letter', () => {
    expect(
      play([['start'], ['update', '´'], ['in', COMPOSE, '´'], ['update', 'é'], ['in', COMPOSE, 'é'], ['end', 'é', 'é']])
        .out,
    ).toBe('é');
  });

  test('letters of a keyboard that composes are English when they are left as they are', () => {
    expect(play([...composed('l', 'ls'), ['end', 'ls', 'ls'], ['before', 'insertLineBreak', null]], true).out).toBe(
      'ls\r',
    );
  });
});

test('the field begins afresh when it has grown long, but never within a composition', () => {
  const input = new DirectInput(
    { text: () => false, erase: () => {}, key: () => {}, paste: () => {}, composes: () => {} },
    () => false,
  );
  input.compositionStart();
  input.input({ inputType: COMPOSE }, SENTINEL + 'a'.repeat(300));
  expect(input.wantsReset).toBe(false);
  input.compositionEnd('', SENTINEL + 'a'.repeat(300));
  expect(input.wantsReset).toBe(true);
  input.reset();
  expect(input.wantsReset).toBe(false);
});
