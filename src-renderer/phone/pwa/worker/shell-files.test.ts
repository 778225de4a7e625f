import { expect, test } from 'vitest';
import { answerFor, isOurs } from './shell-files.ts';

const SCOPE = 'https://192.168.1.5:4141/phone/';

test('the worker answers for the files of the page alone', () => {
  expect(isOurs('GET', `${SCOPE}assets/a.js`, SCOPE)).toBe(true);
  for (const [method, url] of [
    ['POST', `${SCOPE}assets/a.js`],
    ['GET', 'https://192.168.1.5:4141/trust/'],
    ['GET', 'https://192.168.1.5:4141/secure'],
    ['GET', 'https://elsewhere.example/phone/'],
  ] as const)
    expect(isOurs(method, url, SCOPE), url).toBe(false);
});

test('the folder is the page, whatever stands behind it, and so is whatever else is opened in a window', () => {
  expect(answerFor(SCOPE, SCOPE, true)).toBe(SCOPE);
  expect(answerFor(`${SCOPE}?x=1#t/t_0001`, SCOPE, true)).toBe(SCOPE);
  expect(answerFor(`${SCOPE}index.html`, SCOPE, false)).toBe(SCOPE);
  expect(answerFor(`${SCOPE}nowhere`, SCOPE, true)).toBe(SCOPE);
  expect(answerFor(`${SCOPE}assets/a.js?v=1`, SCOPE, false)).toBe(`${SCOPE}assets/a.js`);
});
