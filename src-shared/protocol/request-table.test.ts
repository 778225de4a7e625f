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
    'network.list',
    'notifications.read',
    'notifications.register',
    'notifications.send',
    'pairing.move',
    'presence.heartbeat',
    'presence.list',
    'settings.values.read',
    'tailscale.serve.read',
    'terminal.session.attach',
    'terminal.session.detach',
    'terminal.session.history',
    'terminal.session.inspect',
    'terminal.session.list',
    'terminal.session.release',
    'terminal.session.screen',
    'terminal.session.view',
    'tls.authority.read',
  ]);
});

test('what lets others in or ends the hub takes the right to administer', () => {
  expect(methodsFor('administer')).toEqual([
    'device.audit.export',
    'device.audit.list',
    'device.list',
    'device.revoke',
    'device.typing.list',
    'device.update',
    'hub.link.create',
    'hub.process.stop',
    'hub.secrets.reset',
    'hub.secrets.retry',
    'network.lan.close',
    'network.lan.open',
    'network.trust.allow',
    'network.trust.forget',
    'pairing.approve',
    'pairing.cancel',
    'pairing.list',
    'pairing.offer',
    'settings.values.reset',
    'settings.values.update',
    'storage.data.export',
    'storage.history.clear',
    'storage.usage.read',
    'tailscale.serve.start',
    'tailscale.serve.stop',
    'tls.authority.create',
    'tls.authority.remove',
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
