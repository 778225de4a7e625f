import { expect, test } from 'vitest';
import { requestTable } from './request-table.ts';
import type { Right } from './rights.ts';

function methodsFor(right: Right): string[] {
  return Object.entries(requestTable)
    .filter(([, entry]) => entry.right === right)
    .map(([method]) => method)
    .sort();
}

test('who may only view can look and report, and changes nothing for anybody else', () => {
  expect(methodsFor('view')).toEqual([
    'hub.channel.subscribe',
    'hub.channel.unsubscribe',
    'hub.status.read',
    'presence.heartbeat',
    'presence.list',
    'settings.values.read',
    'terminal.session.attach',
    'terminal.session.detach',
    'terminal.session.history',
    'terminal.session.inspect',
    'terminal.session.list',
    'terminal.session.release',
    'terminal.session.screen',
    'terminal.session.view',
  ]);
});

test('what lets others in or ends the hub takes the right to administer', () => {
  expect(methodsFor('administer')).toEqual([
    'hub.link.create',
    'hub.process.stop',
    'hub.secrets.reset',
    'hub.secrets.retry',
    'settings.values.reset',
    'settings.values.update',
    'storage.data.export',
    'storage.history.clear',
    'storage.usage.read',
  ]);
});

test('everything that starts, ends or changes a terminal is audited, single keys and sizes are not', () => {
  const unaudited = methodsFor('type').filter((method) => !requestTable[method as keyof typeof requestTable].audited);
  expect(unaudited).toEqual([
    'terminal.directory.list',
    'terminal.session.input',
    'terminal.session.resize',
    'terminal.shell.list',
  ]);
});
