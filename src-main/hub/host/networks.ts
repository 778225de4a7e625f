import { createHash } from 'node:crypto';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, DisposableStore } from '../../../src-shared/base/disposable.ts';
import { Emitter } from '../../../src-shared/base/emitter.ts';
import type { LocalNetwork, Networks } from '../network/networks.ts';
import { type Gateways, readGateways } from './gateways.ts';

/** Nobody carries a computer into another network and wants to be reached there within seconds. */
const LOOK_EVERY_MS = 10_000;

/** Bridges and pipes of container and virtual-machine programs, and tunnels, which have ways of their own. */
const VIRTUAL =
  /^(docker|br-|veth|virbr|vnet|lxc|lxd|cni|flannel|cali|podman|vmnet|vboxnet|utun|tun|tap|wg|tailscale|zt|awdl|llw|anpi|bridge|vEthernet)/i;

/** The machine's own networks, looked at every few seconds while somebody listens, and whenever it is asked to. */
export class SystemNetworks implements Networks, Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<void>());
  private current: readonly LocalNetwork[] = [];
  private gateways: Gateways = new Map();
  private interfaces = '';

  readonly onChanged = this.changed.event;

  constructor(clock: Clock) {
    this.owned.add(clock.every(LOOK_EVERY_MS, () => void this.look()));
  }

  list(): readonly LocalNetwork[] {
    return this.current;
  }

  /** Looks now; resolves when `list` says what there is. Never rejects. */
  async look(): Promise<void> {
    const all = networkInterfaces();
    const text = JSON.stringify(all);
    // Routes change with addresses, or hardly ever; asking for them starts a program on some systems.
    if (text === this.interfaces && process.platform !== 'linux') return;
    this.interfaces = text;
    this.gateways = await readGateways(process.platform);
    const next = localNetworks(all, this.gateways);
    if (this.owned.isDisposed || JSON.stringify(next) === JSON.stringify(this.current)) return;
    this.current = next;
    this.changed.fire();
  }

  dispose(): void {
    this.owned.dispose();
  }
}

/** What of the system's interfaces is a network that phones may be in. */
export function localNetworks(
  all: Readonly<Record<string, NetworkInterfaceInfo[] | undefined>>,
  gateways: Gateways,
): LocalNetwork[] {
  return Object.entries(all).flatMap(([name, infos = []]) =>
    VIRTUAL.test(name) ? [] : infos.filter(isOfANetwork).map((info) => networkOf(name, info, gateways)),
  );
}

function isOfANetwork({ family, internal, address, cidr }: NetworkInterfaceInfo): boolean {
  if (family !== 'IPv4' || internal || cidr === null) return false;
  const [a = 0, b = 0] = address.split('.').map(Number);
  // Link-local addresses are of a network that gave none; 100.64.0.0/10 is Tailscale's.
  return a !== 127 && !(a === 169 && b === 254) && !(a === 100 && b >= 64 && b < 128);
}

function networkOf(name: string, { address, cidr }: NetworkInterfaceInfo, gateways: Gateways): LocalNetwork {
  const subnet = subnetOf(cidr ?? '');
  const gateway = gateways.get(name) ?? gateways.get(address) ?? null;
  const digest = createHash('sha256')
    .update(`${gateway ?? ''} ${subnet}`)
    .digest('hex');
  return { id: `n_${digest.slice(0, 16)}`, interface: name, address, subnet, gateway };
}

/** `192.168.1.7/24` is of `192.168.1.0/24`. */
function subnetOf(cidr: string): string {
  const [address = '', bits = '32'] = cidr.split('/');
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(number / size) * size;
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${parts.join('.')}/${bits}`;
}
