import type { TailscaleInfo, tailscaleRequests } from '../../../../src-shared/protocol/channels/tailscale/requests.ts';
import type { RunningModule } from '../module.ts';
import type { OutsideProgram } from './outside-program.ts';
import { ServeFile, type ServeFileNeeds } from './serve-file.ts';
import { Setting } from './setting.ts';
import { TailnetEntrance, type TailnetEntranceNeeds } from './tailnet-entrance.ts';
import { TailscaleCli } from './tailscale-cli.ts';
import { type ServeNeeds, TailscaleServe } from './tailscale-serve.ts';

export interface TailscaleNeeds
  extends ServeFileNeeds,
    Omit<TailnetEntranceNeeds, 'onFunnel'>,
    Pick<ServeNeeds, 'troubles' | 'clock'> {
  readonly program: OutsideProgram;
  readonly audit: (who: string, what: string, verdict: string) => void;
}

export interface RunningTailscale extends RunningModule<typeof tailscaleRequests> {
  /** Called once, when the hub listens: what was wished before is so again. */
  begin(): void;
  /** The computer woke, perhaps elsewhere. */
  wake(): void;
  /**
   * The hub stops. While it does not run, Tailscale should lead nobody to a port that another user of this computer could
   * take; the wish stands. Never rejects.
   */
  close(): Promise<void>;
}

/** Https from everywhere, by Tailscale Serve: for the devices of the user's own tailnet, and not for the internet. */
export function startTailscale(needs: TailscaleNeeds): RunningTailscale {
  const { program, audit, log } = needs;
  const cli = new TailscaleCli(program);
  const file = new ServeFile(needs);
  const setting = new Setting({ cli, file, audit });
  const entrance = new TailnetEntrance({ ...needs, onFunnel: () => serve.lookSoon() });
  const serve = new TailscaleServe({ ...needs, cli, file, setting, entrance });
  const follow = (): void => {
    serve.follow();
    if (file.record.wished) void serve.look();
  };
  const dispose = (): void => {
    serve.dispose();
    entrance.dispose();
  };
  const now = (): { tailscale: TailscaleInfo } => ({ tailscale: serve.info });
  return {
    handlers: {
      'tailscale.serve.read': () => serve.lookAgain().then(now),
      'tailscale.serve.start': () => serve.start().then(now),
      'tailscale.serve.stop': () => serve.stop().then(now),
    },
    begin: follow,
    wake: follow,
    async close() {
      dispose();
      await serve.settled();
      const { wished, set } = file.record;
      if (wished && set !== null && !(await cli.leave(set))) log.warn('Tailscale could not be told that the hub stops');
    },
    dispose,
  };
}
