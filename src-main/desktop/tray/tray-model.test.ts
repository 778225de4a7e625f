import { expect, test } from 'vitest';
import type { Badges } from '../../../src-shared/attention/attention.ts';
import { emptyHubState } from '../../../src-shared/protocol/channels/hub/state.ts';
import type { ShellState } from '../shell.ts';
import { client, OWN, PaperIntents, PaperShell, terminal } from '../testing/paper-shell.ts';
import { traySections } from './sections/sections.ts';
import { sameModel, type TrayContext, type TrayModel, type TraySection, trayModel } from './tray-model.ts';

interface Scene {
  readonly state?: Partial<ShellState>;
  readonly context?: Partial<TrayContext>;
  readonly contributed?: ReadonlyArray<TraySection>;
}

function build({ state = {}, context = {}, contributed }: Scene = {}) {
  const shell = new PaperShell();
  shell.set(state);
  const intents = new PaperIntents(shell);
  const model = trayModel(traySections(contributed), shell.state, {
    intents,
    address: '127.0.0.1:4140',
    badges: {},
    activity: {},
    loginItem: false,
    setOpenAtLogin: (on) => void intents.asked.push(`open at login ${on}`),
    ...context,
  });
  return { model, asked: intents.asked };
}

/** The menu as it reads from top to bottom. */
function lines({ items }: TrayModel): string[] {
  return items.map((item) => {
    if (item.kind === 'separator') return '---';
    if (item.kind === 'switch') return `[${item.on ? 'x' : ' '}] ${item.label}`;
    return item.kind === 'line' ? `(${item.label})` : item.label;
  });
}

function click({ items }: TrayModel, id: string): void {
  const item = items.find((each) => each.kind !== 'separator' && each.id === id);
  if (item === undefined || item.kind === 'separator' || item.kind === 'line') throw new Error(`no action ${id}`);
  if (item.kind === 'switch') item.run(!item.on);
  else item.run();
}

const terminals = (...all: ReturnType<typeof terminal>[]) => ({
  terminals: { terminals: Object.fromEntries(all.map((each) => [each.id, each])) },
});

test('an empty hub has a menu without empty parts', () => {
  expect(lines(build().model)).toEqual([
    '(Homeport at 127.0.0.1:4140)',
    '(0 clients connected)',
    '---',
    'Show Homeport',
    'New terminal',
    'Pair a phone…',
    'Settings…',
    '---',
    '[ ] Open at login',
    '[ ] Keep this computer awake while something runs',
    '---',
    'Quit…',
  ]);
});

test('a busy hub reads from its state to quitting', () => {
  const badges: Badges = {
    t_0002: { kind: 'finished', exitCode: 2, line: 'make -j8', durationMs: 12_000 },
    t_0003: { kind: 'over' },
  };
  const { model } = build({
    state: {
      ...terminals(
        terminal('t_0001', { name: 'notes' }),
        terminal('t_0002'),
        terminal('t_0003', { name: 'ssh', phase: { kind: 'ended', exitCode: 1, signal: null, at: 3 } }),
      ),
      presence: { clients: { [OWN]: client(OWN), c_1: client('c_1'), c_2: client('c_2') } },
      hub: { ...emptyHubState, troubles: { disk: { id: 'disk', text: 'The disk is full.', since: 0 } } },
    },
    context: { badges, activity: { t_0001: 1, t_0002: 2, t_0003: 3 }, loginItem: true },
    contributed: [
      (_state, { intents }) => [
        { kind: 'action', id: 'pair', label: 'Pair a phone…', run: () => intents.showWindow() },
      ],
      () => [],
    ],
  });
  expect(lines(model)).toEqual([
    '(Homeport at 127.0.0.1:4140)',
    '(2 clients connected)',
    'Something needs your eye…',
    '---',
    '● ssh (exit 1)',
    '● bash',
    'notes',
    '---',
    '(Waiting for you)',
    'Failed: make -j8',
    'Ended: ssh',
    '---',
    'Show Homeport',
    'New terminal',
    'Pair a phone…',
    'Settings…',
    '---',
    'Pair a phone…',
    '---',
    '[x] Open at login',
    '[ ] Keep this computer awake while something runs',
    '---',
    'Quit…',
  ]);
  expect(model.tooltip).toBe('Homeport: 2 terminals wait for you');
  expect(model.waiting).toBe(true);
});

test('five terminals are shown, those in which something happened last', () => {
  const all = Array.from({ length: 9 }, (_, at) => terminal(`t_000${at}`, { name: `n${at}`, startedAt: at }));
  const { model } = build({ state: terminals(...all), context: { activity: { t_0000: 100 } } });
  expect(lines(model).slice(3, 8)).toEqual(['n0', 'n8', 'n7', 'n6', 'n5']);
});

test('many that wait do not make an endless menu', () => {
  const all = Array.from({ length: 12 }, (_, at) => terminal(`t_00${at + 10}`));
  const badges: Badges = Object.fromEntries(all.map(({ id }) => [id, { kind: 'bell' }]));
  const { model, asked } = build({ state: terminals(...all), context: { badges } });
  const read = lines(model);
  expect(read.filter((line) => line === 'Bell: bash')).toHaveLength(8);
  expect(read).toContain('4 more…');
  click(model, 'waiting-more');
  expect(asked).toEqual(['show window']);
});

test('a badge of a terminal that is not listed yet is not in the menu', () => {
  expect(lines(build({ context: { badges: { t_0404: { kind: 'bell' } } } }).model)).not.toContain('(Waiting for you)');
});

test('what a program calls itself can be no more than a label', () => {
  const evil = terminal('t_0001', { title: '\u202e&Quit\n\x07— "' });
  const { model } = build({ state: terminals(evil) });
  expect(lines(model)[3]).toBe('&&Quit— "');
});

test('without a hub nothing is offered that needs one', () => {
  const waiting = { kind: 'waiting', attempt: 1, until: 0, lastHeard: null, reason: '' } as const;
  const { model } = build({ state: { connection: waiting, caughtUp: false }, context: { address: null } });
  expect(lines(model)).toEqual(['(Connecting to the hub…)', '---', 'Show Homeport', 'Settings…', '---', 'Quit…']);
  const closed = build({ state: { connection: { kind: 'closed' }, caughtUp: false } });
  expect(lines(closed.model)[0]).toBe('(The hub has stopped)');
});

test('a system without login items has no switch for one', () => {
  expect(lines(build({ context: { loginItem: null } }).model)).not.toContain('[ ] Open at login');
});

test('every entry does what it says', () => {
  const badges: Badges = { t_0001: { kind: 'bell' } };
  const trouble = { disk: { id: 'disk', text: '', since: 0 }, clock: { id: 'clock', text: '', since: 0 } };
  const { model, asked } = build({
    state: { ...terminals(terminal('t_0001')), hub: { ...emptyHubState, troubles: trouble } },
    context: { badges, loginItem: true },
  });
  const ids = model.items.flatMap((item) => (item.kind === 'action' || item.kind === 'switch' ? [item.id] : []));
  for (const id of ids) click(model, id);
  expect(Object.fromEntries(ids.map((id, at) => [id, asked[at]]))).toEqual({
    troubles: 'show window',
    'terminal:t_0001': 'open t_0001',
    'waiting:t_0001': 'open t_0001',
    'show-window': 'show window',
    'new-terminal': 'new terminal',
    pair: 'settings pair',
    settings: 'settings general',
    'open-at-login': 'open at login false',
    'keep-awake': 'change {"desktop":{"keepAwake":true}}',
    quit: 'quit',
  });
});

test('two models are the same when they look and act the same', () => {
  const scene = { state: terminals(terminal('t_0001')) };
  expect(sameModel(build(scene).model, build(scene).model)).toBe(true);
  expect(sameModel(build(scene).model, build({ state: terminals(terminal('t_0002')) }).model)).toBe(false);
  expect(sameModel(build().model, build({ context: { loginItem: true } }).model)).toBe(false);
});
