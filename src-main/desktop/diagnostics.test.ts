import { expect, test } from 'vitest';
import { aboutOf, type DiagnosticFacts } from './diagnostics.ts';
import { OPEN, PaperShell } from './testing/paper-shell.ts';

const SECRET = 'hunter2';

function facts(): DiagnosticFacts {
  const { state } = new PaperShell();
  const terminal = {
    id: 't_0123',
    name: SECRET,
    title: SECRET,
    command: { file: SECRET, args: [SECRET] },
    cwd: `/srv/${SECRET}`,
    cols: 80,
    rows: 24,
    phase: { kind: 'running' as const, pid: 7 },
    run: { kind: 'running' as const, line: SECRET, since: 0 },
    driver: { connection: 'c_0', name: SECRET },
    bells: 0,
    startedAt: 0,
    keeper: 'k_0123',
  };
  return {
    version: '0.1.0',
    versions: { electron: '45.0.0', node: '24.0.0', zlib: '1' },
    system: { platform: 'linux', arch: 'x64', release: '6.1' },
    packaged: true,
    dataDir: '/home/me/.local/share/homeport',
    hub: { kind: 'own', url: 'http://127.0.0.1:4140' },
    state: {
      ...state,
      connection: OPEN,
      terminals: { terminals: { t_0123: terminal, t_4567: { ...terminal, phase: { kind: 'unreachable' } } } },
      hub: { ...state.hub, troubles: { disk: { id: 'disk', text: 'The disk is full.', since: 0 } } },
    },
  };
}

test('diagnostics tell what a bug report needs', () => {
  const { diagnostics, version, versions } = aboutOf(facts());
  expect(version).toBe('0.1.0');
  expect(versions).toEqual({ electron: '45.0.0', node: '24.0.0', system: 'linux 6.1 x64' });
  expect(diagnostics.split('\n')).toEqual([
    'Homeport 0.1.0',
    'electron: 45.0.0',
    'node: 24.0.0',
    'system: linux 6.1 x64',
    'data directory: /home/me/.local/share/homeport',
    'hub: in this app, http://127.0.0.1:4140',
    'connection: open',
    'terminals: 1 running, 1 unreachable, 0 ended, 0 lost',
    'keepers: 0 connected, 0 unreachable',
    'clients: 0',
    'troubles:',
    '- The disk is full.',
  ]);
});

test('nothing of what is in terminals is in the diagnostics', () => {
  expect(aboutOf(facts()).diagnostics).not.toContain(SECRET);
});

test('an app that does not hear its hub says so', () => {
  const known = facts();
  const state = { ...known.state, caughtUp: false, connection: { kind: 'closed' as const } };
  const { diagnostics } = aboutOf({
    ...known,
    packaged: false,
    hub: { kind: 'attached', url: 'http://127.0.0.1:1' },
    state,
  });
  expect(diagnostics).toContain('Homeport 0.1.0 (from sources)');
  expect(diagnostics).toContain('hub: in another process');
  expect(diagnostics).toContain('connection: closed, not caught up');
});
