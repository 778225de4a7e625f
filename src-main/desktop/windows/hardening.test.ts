import { expect, test } from 'vitest';
import { isOwnOrigin, isOwnPage, isPermitted, outsideUrl, WEB_PREFERENCES } from './hardening.ts';

const HUB = 'http://127.0.0.1:4140/';

test('windows are sandboxed, isolated and without Node', () => {
  expect(WEB_PREFERENCES).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    navigateOnDragDrop: false,
  });
});

test('a window goes to the pages of its own hub and nowhere else', () => {
  for (const path of ['', 'settings.html', 'error.html', 'settings.html#about'])
    expect(isOwnPage(HUB + path, HUB)).toBe(true);
  for (const url of [
    'http://127.0.0.1:4141/',
    'https://127.0.0.1:4140/',
    'http://localhost:4140/',
    'http://127.0.0.1:4140.evil.example/',
    'http://127.0.0.1:4140@evil.example/',
    `${HUB}assets/index.js`,
    `${HUB}?link=x`,
    `blob:${HUB}5`,
    'file:///etc/passwd',
    'about:blank',
    'data:text/html,x',
    'javascript:alert(1)',
    '',
  ])
    expect(isOwnPage(url, HUB), url).toBe(false);
});

test('an origin is compared whole', () => {
  expect(isOwnOrigin(`${HUB}anything`, HUB)).toBe(true);
  for (const url of ['http://127.0.0.1:41400/', 'http://127.0.0.1/', 'null', '', 'about:srcdoc', `blob:${HUB}5`])
    expect(isOwnOrigin(url, HUB), url).toBe(false);
});

test('only web addresses and mail go to the system', () => {
  expect(outsideUrl('https://example.org/a?b#c')).toBe('https://example.org/a?b#c');
  expect(outsideUrl('http://example.org')).toBe('http://example.org/');
  expect(outsideUrl('mailto:a@example.org')).toBe('mailto:a@example.org');
  for (const url of [
    'file:///etc/passwd',
    'smb://host/share',
    'javascript:alert(1)',
    'homeport://terminal/t_0000',
    'ms-msdt:/id PCWDiagnostic',
    'vbscript:x',
    'https://user:secret@example.org/',
    `https://example.org/${'x'.repeat(3000)}`,
    '--new-window',
    '',
  ])
    expect(outsideUrl(url), url).toBeUndefined();
});

test('permissions are refused except copy and paste of our own page', () => {
  const own = { url: HUB, mainFrame: true };
  expect(isPermitted({ ...own, permission: 'clipboard-sanitized-write' }, HUB)).toBe(true);
  expect(isPermitted({ ...own, permission: 'clipboard-read' }, HUB)).toBe(true);
  for (const permission of [
    'media',
    'geolocation',
    'notifications',
    'openExternal',
    'fullscreen',
    'usb',
    'unknown',
    '',
  ])
    expect(isPermitted({ ...own, permission }, HUB), permission).toBe(false);
  expect(isPermitted({ permission: 'clipboard-read', url: 'http://evil.example/', mainFrame: true }, HUB)).toBe(false);
  expect(isPermitted({ permission: 'clipboard-read', url: HUB, mainFrame: false }, HUB)).toBe(false);
});
