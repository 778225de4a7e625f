import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { parseNetstat, parseProcRoute, parseRoutePrint, readGateways } from './gateways.ts';
import { localNetworks } from './networks.ts';

const ROUTES = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
wlan0	00000000	0101A8C0	0003	0	0	600	00000000	0	0	0
eth0	00000000	FE00000A	0003	0	0	100	00000000	0	0	0
eth0	00000000	FD00000A	0003	0	0	200	00000000	0	0	0
wlan0	0001A8C0	00000000	0001	0	0	600	00FFFFFF	0	0	0
`;
const NETSTAT = `Routing tables

Internet:
Destination        Gateway            Flags               Netif Expire
default            192.168.1.1        UGScg                 en0
default            10.8.0.1           UGScIg              en5
127                127.0.0.1          UCS                   lo0
`;
const ROUTE_PRINT = `IPv4-Routentabelle
===========================================================================
Aktive Routen:
     Netzwerkziel    Netzwerkmaske          Gateway    Schnittstelle Metrik
          0.0.0.0          0.0.0.0      192.168.1.1     192.168.1.23     35
        127.0.0.0        255.0.0.0   Auf Verbindung         127.0.0.1    331
`;

test('the default gateway is read as each system tells it', async () => {
  expect([...parseProcRoute(ROUTES)]).toEqual([
    ['wlan0', '192.168.1.1'],
    ['eth0', '10.0.0.254'],
  ]);
  expect(parseNetstat(NETSTAT).get('en0')).toBe('192.168.1.1');
  expect([...parseRoutePrint(ROUTE_PRINT)]).toEqual([['192.168.1.23', '192.168.1.1']]);
  for (const parse of [parseProcRoute, parseNetstat, parseRoutePrint]) expect(parse('nonsense\n\n').size).toBe(0);
  expect(await readGateways('aix')).toEqual(new Map());
});

const ipv4 = (cidr: string, internal = false): NetworkInterfaceInfo => ({
  address: cidr.split('/')[0] ?? '',
  netmask: '',
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal,
  cidr,
});

test('only networks that a phone may be in are told, each by gateway and subnet', () => {
  const all = {
    lo: [ipv4('127.0.0.1/8', true)],
    wlan0: [ipv4('192.168.1.77/24'), { ...ipv4('fe80::1/64'), family: 'IPv6', scopeid: 2 } as NetworkInterfaceInfo],
    eth0: [ipv4('10.0.3.9/20')],
    eth1: [ipv4('169.254.3.9/16')],
    docker0: [ipv4('172.17.0.1/16')],
    'br-1a2b': [ipv4('172.18.0.1/16')],
    tailscale0: [ipv4('100.101.1.1/32')],
    utun3: [ipv4('10.8.0.2/32')],
    ppp9: [ipv4('100.100.0.2/32')],
  };
  const found = localNetworks(all, parseProcRoute(ROUTES));
  expect(found).toMatchObject([
    { interface: 'wlan0', address: '192.168.1.77', subnet: '192.168.1.0/24', gateway: '192.168.1.1' },
    { interface: 'eth0', address: '10.0.3.9', subnet: '10.0.0.0/20', gateway: '10.0.0.254' },
  ]);
  const [first] = localNetworks({ en0: [ipv4('192.168.1.9/24')] }, new Map([['en0', '192.168.1.1']]));
  expect(first?.id).toBe(found[0]?.id);
  const [elsewhere] = localNetworks({ wlan0: [ipv4('192.168.1.77/24')] }, new Map([['wlan0', '192.168.1.254']]));
  expect(elsewhere?.id).not.toBe(found[0]?.id);
});
