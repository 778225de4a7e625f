import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import type { CdpSession } from './cdp-connection.ts';
import { makeWire } from './wire.ts';
import { makeBridge, type PreloadFacts, runPreload } from './worlds.ts';

/** The world that preloads live in, beside the page's. */
export const PRELOAD_WORLD = 'Electron Isolated Context';
/** How the preload's world reaches this process; the page's world has no such thing. */
export const POST = 'standInPost';

export interface PreloadScripts {
  /** Runs in the page's world. */
  readonly page: string;
  /** Runs in the preload's world. */
  readonly preload: string;
  /** The preload wants to know where files are. */
  readonly asksForPaths: boolean;
  /** The preload cannot be read, or is no JavaScript; documents have none then. */
  readonly error: Error | undefined;
}

/**
 * `secret` names the events between the worlds. In Electron the first document of all is none yet and has no preload, and
 * child frames have one only when the window asks for it.
 */
export function preloadScripts(path: string | undefined, inSubFrames: boolean, secret: string): PreloadScripts {
  const { source, error } = readPreload(path);
  const facts: PreloadFacts = {
    path: path ?? '',
    process: {
      type: 'renderer',
      sandboxed: true,
      contextIsolated: true,
      platform: process.platform,
      arch: process.arch,
      versions: process.versions,
      env: {},
    },
  };
  const guard = `if (location.href.startsWith('about:blank#stand-in')${inSubFrames ? '' : ' || window !== window.top'}) return;`;
  const bridge = (own: string, other: string): string =>
    `(${makeBridge})(${JSON.stringify(secret + own)}, ${JSON.stringify(secret + other)})`;
  const run = `(${runPreload})(${bridge('preload', 'page')}, (${makeWire})(), ${JSON.stringify(facts)}, ${wrapped(source)});`;
  return {
    page: `(() => { ${guard} ${bridge('page', 'preload')}; })();`,
    preload: `(() => { ${guard} ${run} })();`,
    asksForPaths: source.includes('getPathForFile'),
    error,
  };
}

function wrapped(source: string): string {
  return `function (require, exports, module, process, global) {${source}\n}`;
}

function readPreload(path: string | undefined): { readonly source: string; readonly error: Error | undefined } {
  if (path === undefined) return { source: '', error: undefined };
  try {
    const source = readFileSync(path, 'utf8');
    // Looked at before it is put between other lines, where it would take all of them down.
    new Script(`(${wrapped(source)})`, { filename: path });
    return { source, error: undefined };
  } catch (thrown) {
    return { source: '', error: thrown as Error };
  }
}

/** Puts the scripts into every document that `session` will have. */
export async function installPreload(session: CdpSession, scripts: PreloadScripts): Promise<void> {
  await Promise.all([
    session.send('Runtime.addBinding', { name: POST, executionContextName: PRELOAD_WORLD }),
    session.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.page }),
    session.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.preload, worldName: PRELOAD_WORLD }),
  ]);
}

/** Answers `webUtils.getPathForFile` of the preload, which stops in the debugger until it has its answer. */
export async function answerFilePaths(session: CdpSession): Promise<void> {
  session.on('Debugger.paused', ({ callFrames }) => {
    answerOne(session, callFrames[0]?.callFrameId).catch(() => {
      // The document went away while it was stopped.
    });
  });
  await session.send('Debugger.enable');
}

async function answerOne(session: CdpSession, callFrameId: string | undefined): Promise<void> {
  const evaluate = (expression: string): ReturnType<CdpSession['send']> =>
    session.send('Debugger.evaluateOnCallFrame', { callFrameId, expression });
  const asked = await evaluate('typeof standInPathOfFile === "string" ? file : undefined');
  // A stop of the page's own has nobody here who would look at it.
  if (asked.result.objectId !== undefined) {
    const { path } = await session.send('DOM.getFileInfo', { objectId: asked.result.objectId });
    await evaluate(`standInPathOfFile = ${JSON.stringify(`=${path}`)}`);
  }
  await session.send('Debugger.resume');
}
