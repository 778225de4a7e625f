import { type Disposable, MutableDisposable } from '../../../../src-shared/base/disposable.ts';
import type { Entrance, EntranceWish } from '../../server/entrance.ts';
import { readForwarded } from './forwarded.ts';

/** Beside the hub's own port and those that https takes after it. */
const PORTS_AFTER = 16;

export interface TailnetEntranceNeeds {
  /** Rejects with a `ListenError`. */
  readonly open: (wish: EntranceWish) => Promise<Entrance>;
  /** The hub's own. */
  readonly hubPort: () => number;
  /** Somebody came in from the internet. */
  readonly onFunnel: () => void;
}

/** The one entrance that knows the name of this machine in its tailnet: a port of the loopback for Tailscale alone. */
export class TailnetEntrance implements Disposable {
  private readonly needs: TailnetEntranceNeeds;
  private readonly current = new MutableDisposable<Entrance>();
  private disposed = false;

  constructor(needs: TailnetEntranceNeeds) {
    this.needs = needs;
  }

  get isOpen(): boolean {
    return this.current.value !== undefined;
  }

  /** Where Tailscale finds it, or would. */
  get target(): string {
    return targetOf(this.current.value?.port ?? this.usualPort());
  }

  /** Open under this origin, where it was before if that can be; gives where Tailscale finds it. */
  async open(origin: string, before: string | undefined): Promise<string> {
    const open = this.current.value;
    if (open?.origins[0] === origin) return targetOf(open.port);
    this.close();
    const entrance = await this.listen(origin, before);
    if (this.disposed) entrance.dispose();
    else this.current.value = entrance;
    return targetOf(entrance.port);
  }

  /** Cuts whoever came by it. */
  close(): void {
    this.current.value = undefined;
  }

  dispose(): void {
    this.disposed = true;
    this.current.dispose();
  }

  private async listen(origin: string, before: string | undefined): Promise<Entrance> {
    const ports = [...(before === undefined ? [] : [Number(new URL(before).port)]), this.usualPort()];
    const read: (EntranceWish['by'] & { kind: 'proxy' })['read'] = (headers) =>
      readForwarded(headers, this.needs.onFunnel);
    const openAt = (port: number): Promise<Entrance> =>
      this.needs.open({ level: 'L2', names: [], network: null, by: { kind: 'proxy', origin, port, read } });
    for (const port of ports) {
      try {
        return await openAt(port);
      } catch {
        // Taken by another program; any other port does as well.
      }
    }
    return openAt(0);
  }

  private usualPort(): number {
    const port = this.needs.hubPort() + PORTS_AFTER;
    return port > 65_535 ? 0 : port;
  }
}

function targetOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}
