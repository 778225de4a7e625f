import { expect, test } from 'vitest';
import { until } from '../../../src-main/hub/testing/until.ts';
import { Shell } from './shell.ts';

/** A worker that waits, or none, in a browser whose page was made of `own` and would come as `kept`. */
function browser(own: string, kept: string, { waits = false, touched = false, mayReload = true } = {}) {
  const done: string[] = [];
  const worker = (state: string) =>
    Object.assign(new EventTarget(), { state, postMessage: (said: string) => void done.push(said) });
  const registration = Object.assign(new EventTarget(), {
    active: worker('activated'),
    waiting: waits ? worker('installed') : null,
    installing: null,
    update: async () => void done.push('update'),
  });
  const workers = Object.assign(new EventTarget(), {
    controller: registration.active,
    ready: Promise.resolve(registration),
    register: async () => registration,
  });
  const tab = new Map<string, string>();
  const shell = new Shell({
    workers: workers as unknown as ServiceWorkerContainer,
    since: () => 1,
    untouched: () => !touched,
    script: own,
    fetchPage: async () => `<script src="./assets/${kept}">`,
    tab: { getItem: (name) => tab.get(name) ?? null, setItem: (name, value) => void tab.set(name, value) },
    reload: () => void done.push('reload'),
    open: (fragment) => void done.push(`open ${fragment}`),
  });
  shell.start(mayReload);
  return { shell, workers, done };
}

test('a newer page that waits is taken at the start, and only told of under hands that have begun', async () => {
  const fresh = browser('a-1.js', 'a-1.js', { waits: true });
  await fresh.shell.ready();
  expect(fresh.done).toEqual(['take']);
  for (const given of [{ touched: true }, { mayReload: false }]) {
    const { shell, done } = browser('a-1.js', 'a-1.js', { waits: true, ...given });
    await shell.ready();
    expect([done, shell.newer.getState()]).toEqual([[], true]);
    shell.take();
    expect(done).toEqual(['take']);
  }
});

test('a page of before, under a worker that has gone on, is loaded anew once', async () => {
  const { shell, workers, done } = browser('a-1.js', 'a-2.js');
  await shell.ready();
  workers.dispatchEvent(new Event('controllerchange'));
  await until('it is compared again', () => shell.newer.getState());
  expect(done).toEqual(['reload']);
  const same = browser('a-2.js', 'a-2.js');
  await same.shell.ready();
  expect([same.done, same.shell.newer.getState()]).toEqual([[], false]);
});

test('a tap on a notification leads where it says, and nowhere else; the hub is asked for a newer page once an hour', async () => {
  const { shell, workers, done } = browser('a-1.js', 'a-1.js');
  await shell.ready();
  for (const data of [{ kind: 'open', fragment: '#t/t_0001' }, { kind: 'open', fragment: '#p1.secret' }, 'open', null])
    workers.dispatchEvent(new MessageEvent('message', { data }));
  shell.look();
  shell.look();
  expect(done).toEqual(['open #t/t_0001', 'update']);
});
