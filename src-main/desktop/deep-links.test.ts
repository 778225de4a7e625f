import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Log, silentLog } from '../../src-shared/base/log.ts';
import { DeepLinks, parseLink } from './deep-links.ts';
import { PaperIntents, PaperShell, terminal } from './testing/paper-shell.ts';

test('a link names a terminal by its id, in exactly one form', () => {
  expect(parseLink('homeport://terminal/t_0123456789ab')).toBe('t_0123456789ab');
});

test.each([
  ['', 'nothing'],
  ['homeport:', 'a scheme alone'],
  ['homeport://', 'no host'],
  ['homeport://terminal', 'no id'],
  ['homeport://terminal/', 'an empty id'],
  ['homeport:terminal/t_0123', 'no slashes'],
  ['homeport:///terminal/t_0123', 'an empty host'],
  ['homeport://terminal//t_0123', 'two slashes'],
  ['homeport://terminal/t_0123/', 'a slash behind'],
  ['homeport://terminal/t_0123/kill', 'a verb'],
  ['homeport://terminal/t_0123?run=rm%20-rf', 'a query'],
  ['homeport://terminal/t_0123#x', 'a fragment'],
  ['homeport://terminal/t_0123\n--data-dir=/tmp/evil', 'a second line'],
  ['homeport://terminal/t_0123 --inspect', 'an argument'],
  ['homeport://terminal/t_0123"', 'a quote'],
  ['homeport://terminal/t_0123%00', 'an encoded nothing'],
  ['homeport://terminal/t_0123\0', 'a nothing'],
  ['homeport://terminal%2ft_0123', 'an encoded slash'],
  ['homeport://terminal/..%2f..%2fetc', 'encoded parents'],
  ['homeport://terminal/../t_0123', 'parents'],
  ['homeport://user:secret@terminal/t_0123', 'a user'],
  ['homeport://terminal:8080/t_0123', 'a port'],
  ['homeport://terminal./t_0123', 'a rooted host'],
  ['homeport://TERMINAL/t_0123', 'another case of the host'],
  ['HOMEPORT://terminal/t_0123', 'another case of the scheme'],
  ['homeport://terminal/T_0123', 'another case of the id'],
  ['homeport://terminal/t_012', 'an id too short'],
  [`homeport://terminal/t_${'0'.repeat(100_000)}`, 'an id too long'],
  ['homeport://terminal/t_０１２３', 'digits that look alike'],
  ['hоmeport://terminal/t_0123', 'a Cyrillic letter in the scheme'],
  ['homeport://tеrminal/t_0123', 'a Cyrillic letter in the host'],
  ['homeport://terminal/t_0123\u202e', 'a direction mark'],
  ['homeport://settings/network', 'another place'],
  [' homeport://terminal/t_0123', 'a space before'],
  ['https://terminal/t_0123', 'another scheme'],
  ['homeport://terminal/t_0123 homeport://terminal/t_0456', 'two links'],
])('%j is no link: %s', (text) => {
  expect(parseLink(text)).toBeUndefined();
});

function rig() {
  const shell = new PaperShell();
  const intents = new PaperIntents(shell);
  const warnings: string[] = [];
  const log: Log = {
    ...silentLog,
    warn: (message, fields) => void warnings.push(`${message} ${JSON.stringify(fields ?? {})}`),
    error: (message) => void warnings.push(message),
  };
  const asked: string[] = [];
  const answers: Array<{ resolve: (yes: boolean) => void; reject: (error: Error) => void }> = [];
  const ask = (words: string): Promise<boolean> => {
    asked.push(words);
    return new Promise((resolve, reject) => answers.push({ resolve, reject }));
  };
  const dialogs = { confirm: ask, say: (words: string) => ask(words).then(() => {}) };
  const links = new DeepLinks({ shell, intents, dialogs, log });
  shell.put(terminal('t_0001', { name: 'build' }), terminal('t_0002', { name: 'logs' }));
  const answer = async (yes: boolean): Promise<void> => {
    answers.shift()?.resolve(yes);
    await setImmediate();
  };
  return { shell, intents, links, asked, answers, answer, warnings };
}

test('a link is asked about by the name of its terminal, and opens it when the user agrees', async () => {
  const { links, asked, answer, intents } = rig();
  links.take('homeport://terminal/t_0001');
  expect(asked).toEqual(['A link wants to show the terminal “build”.']);
  expect(intents.asked).toEqual([]);
  await answer(true);
  expect(intents.asked).toEqual(['open t_0001']);
});

test('a link does nothing when the user does not agree', async () => {
  const { links, answer, intents } = rig();
  links.take('homeport://terminal/t_0001');
  await answer(false);
  expect(intents.asked).toEqual([]);
});

test('a terminal that is not there is said, and nothing is opened', async () => {
  const { links, asked, answer, intents } = rig();
  links.take('homeport://terminal/t_9999');
  expect(asked).toEqual(['A link wants to show a terminal that is not there, or no longer.']);
  await answer(true);
  expect(intents.asked).toEqual([]);
});

test('a flood of links is one question, and the next link after the answer is another', async () => {
  const { links, asked, answer, intents } = rig();
  for (let count = 0; count < 1000; count += 1) links.take(`homeport://terminal/t_000${(count % 2) + 1}`);
  expect(asked).toHaveLength(1);
  await answer(true);
  expect(intents.asked).toEqual(['open t_0001']);
  expect(asked).toHaveLength(1);
  links.take('homeport://terminal/t_0002');
  expect(asked).toHaveLength(2);
});

test('a refused link is written down without its content and asks nothing', () => {
  const { links, asked, warnings } = rig();
  links.take('homeport://terminal/t_0001?password=hunter2');
  expect(asked).toEqual([]);
  expect(warnings).toEqual(['a link was refused: it does not name a terminal {"length":43}']);
});

test('a link that starts the app waits until the terminals are known', async () => {
  const { shell, links, asked } = rig();
  shell.set({ caughtUp: false });
  links.take('homeport://terminal/t_0001');
  links.take('homeport://terminal/t_0002');
  expect(asked).toEqual([]);
  shell.set({ caughtUp: true });
  expect(asked).toEqual(['A link wants to show the terminal “build”.']);
  shell.put(terminal('t_0001', { name: 'other' }));
  expect(asked).toHaveLength(1);
});

test('a dialog that cannot be shown is written down, and the next link is asked about', async () => {
  const { links, answers, asked, warnings, intents } = rig();
  links.take('homeport://terminal/t_0001');
  answers.shift()?.reject(new Error('no display'));
  await setImmediate();
  expect(warnings).toEqual(['a link could not be asked about']);
  expect(intents.asked).toEqual([]);
  links.take('homeport://terminal/t_0002');
  expect(asked).toHaveLength(2);
});

test('the name in the question is plain text', () => {
  const { shell, links, asked } = rig();
  shell.put(terminal('t_0003', { title: 'x\u202e\n\x1b[31mDelete everything?' }));
  links.take('homeport://terminal/t_0003');
  expect(asked).toEqual(['A link wants to show the terminal “x[31mDelete everything?”.']);
});
