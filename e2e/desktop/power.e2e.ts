import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../page/hands.ts';
import { type Desk, startDesk, windowStates } from './hands.ts';
import { runtime } from './launch.ts';

describe(`power on ${runtime}`, () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await startDesk();
    await desk.app.firstWindow();
    await eventually(async () => (await desk.terminals()).length).toBe(1);
  });
  afterEach(() => desk.close());

  const tell = (event: string): Promise<void> =>
    desk.app.evaluate(({ powerMonitor }, name) => {
      powerMonitor.emit(name);
    }, event);
  const connections = async (): Promise<ReadonlyArray<string>> =>
    (await desk.request('presence.list', {})).clients.map(({ connection }) => connection).sort();

  test('after sleep everybody is still connected, and the terminals answer', async () => {
    await eventually(async () => (await connections()).length).toBe(3);
    const before = await connections();
    for (let night = 0; night < 3; night += 1) {
      await tell('lock-screen');
      await tell('suspend');
      await tell('resume');
      await tell('unlock-screen');
    }
    const { id, go } = await desk.run('wait_go; echo awake; wait_go');
    go();
    await eventually(async () => (await desk.request('terminal.session.screen', { id })).lines.join('\n')).toContain(
      'awake',
    );
    expect(await connections()).toEqual(before);
    expect(await windowStates(desk.app)).toMatchObject([{ page: '/', visible: true }]);
  });

  test('when the system goes down the app ends at once, asks nothing, and leaves the terminals', async () => {
    const [terminal] = await desk.terminals();
    const pid = terminal?.phase.kind === 'running' ? terminal.phase.pid : 0;
    const child = desk.app.process();
    const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await tell('shutdown').catch(() => {
      // The app may be gone before it has answered.
    });
    expect(await gone).toBe(0);
    expect(() => process.kill(pid, 0)).not.toThrow();
  });
});
