import type { About } from '../../src-shared/desktop/desktop-api.ts';
import type { ShellState } from './shell.ts';

/** What the diagnostics are made of. */
export interface DiagnosticFacts {
  readonly version: string;
  /** Of `process.versions`. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly system: { readonly platform: string; readonly arch: string; readonly release: string };
  readonly packaged: boolean;
  readonly dataDir: string;
  readonly hub: { readonly kind: 'own' | 'attached'; readonly url: string };
  readonly state: ShellState;
}

const SHOWN = ['electron', 'chrome', 'node', 'v8'] as const;

/** What the about page shows. Counts and sentences of the hub's own; no names, titles, commands or keys. */
export function aboutOf(facts: DiagnosticFacts): About {
  const { system } = facts;
  const versions = {
    ...Object.fromEntries(SHOWN.flatMap((name) => (facts.versions[name] ? [[name, facts.versions[name]]] : []))),
    system: `${system.platform} ${system.release} ${system.arch}`,
  };
  return { version: facts.version, versions, diagnostics: textOf(facts, versions) };
}

function textOf(facts: DiagnosticFacts, versions: Readonly<Record<string, string>>): string {
  const { state, hub } = facts;
  const phases = Object.values(state.terminals.terminals).map(({ phase }) => phase.kind);
  const count = (kind: (typeof phases)[number]): number => phases.filter((each) => each === kind).length;
  const keepers = Object.values(state.hub.keepers);
  const troubles = Object.values(state.hub.troubles);
  return [
    `Homeport ${facts.version}${facts.packaged ? '' : ' (from sources)'}`,
    ...Object.entries(versions).map(([name, version]) => `${name}: ${version}`),
    `data directory: ${facts.dataDir}`,
    `hub: ${hub.kind === 'own' ? 'in this app' : 'in another process'}, ${hub.url}`,
    `connection: ${state.connection.kind}${state.caughtUp ? '' : ', not caught up'}`,
    `terminals: ${count('running')} running, ${count('unreachable')} unreachable, ${count('ended')} ended, ${count('lost')} lost`,
    `keepers: ${keepers.filter(({ phase }) => phase === 'connected').length} connected, ${keepers.filter(({ phase }) => phase === 'unreachable').length} unreachable`,
    `clients: ${Object.keys(state.presence.clients).length}`,
    troubles.length === 0 ? 'troubles: none' : 'troubles:',
    ...troubles.map(({ text }) => `- ${text}`),
  ].join('\n');
}
