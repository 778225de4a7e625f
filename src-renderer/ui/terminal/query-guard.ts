import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';

/** The part of xterm's parser that is needed here; its headless twin has the same. */
export interface QueryParser {
  registerCsiHandler(
    id: { readonly prefix?: string; readonly intermediates?: string; readonly final: string },
    callback: (params: (number | number[])[]) => boolean,
  ): Disposable;
  registerDcsHandler(
    id: { readonly prefix?: string; readonly intermediates?: string; readonly final: string },
    callback: (data: string, params: (number | number[])[]) => boolean,
  ): Disposable;
  registerOscHandler(ident: number, callback: (data: string) => boolean): Disposable;
}

const swallow = (): boolean => true;
/** OSC codes with which a program asks for colours by putting `?` where a colour would stand. */
const COLOUR_CODES = [4, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19] as const;

/**
 * Makes an emulator deaf to questions. Output is a recording that several clients replay, some of it twice; only the
 * keeper's emulator answers device attributes, status reports, colours and the like, once. An answer from here would
 * arrive in the program as if the user had typed it.
 */
export function guardQueries(parser: QueryParser): Disposable {
  const owned = new DisposableStore();
  const csi = (id: { prefix?: string; intermediates?: string; final: string }): void => {
    owned.add(parser.registerCsiHandler(id, swallow));
  };
  // Device attributes: primary, secondary, tertiary.
  for (const prefix of ['', '>', '=']) csi(prefix === '' ? { final: 'c' } : { prefix, final: 'c' });
  // Device status and cursor position.
  csi({ final: 'n' });
  csi({ prefix: '?', final: 'n' });
  // Is a mode set? ANSI and DEC.
  csi({ intermediates: '$', final: 'p' });
  csi({ prefix: '?', intermediates: '$', final: 'p' });
  // Terminal parameters, name and version, keyboard protocol.
  csi({ final: 'x' });
  csi({ prefix: '>', final: 'q' });
  csi({ prefix: '?', final: 'u' });
  // Window reports and manipulation: size has one owner, and it is not the program's output.
  csi({ final: 't' });
  // Settings (DECRQSS) and termcap (XTGETTCAP).
  owned.add(parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow));
  owned.add(parser.registerDcsHandler({ intermediates: '+', final: 'q' }, swallow));
  for (const code of COLOUR_CODES) {
    owned.add(parser.registerOscHandler(code, (data) => data.split(';').includes('?')));
  }
  // The clipboard: neither read nor written by output.
  owned.add(parser.registerOscHandler(52, swallow));
  return owned;
}
