import { z } from 'zod';
import { request } from '../../request.ts';
import { networkStateSchema } from './state.ts';

const networkId = z.string().max(64);
const state = z.object({ network: networkStateSchema });

export const networkRequests = {
  'network.list': request({
    doc: 'How others can reach this hub: networks, ways in, what is open.',
    right: 'view',
    rate: 'control',
    audited: false,
    params: z.object({}),
    result: state,
  }),
  'network.lan.open': request({
    doc: 'Listens on the addresses of this machine’s networks, and goes on doing so at later starts.',
    right: 'administer',
    rate: 'control',
    audited: true,
    params: z.object({}),
    result: state,
  }),
  'network.lan.close': request({
    doc: 'Listens on this machine alone again; clients that came from elsewhere are cut off.',
    right: 'administer',
    rate: 'control',
    audited: true,
    params: z.object({}),
    result: state,
  }),
  'network.trust.allow': request({
    doc: 'The operator’s word that this network may carry full control over plain http, for thirty days.',
    right: 'administer',
    rate: 'control',
    audited: true,
    params: z.object({ network: networkId }),
    result: state,
  }),
  'network.trust.forget': request({
    doc: 'Takes that word back.',
    right: 'administer',
    rate: 'control',
    audited: true,
    params: z.object({ network: networkId }),
    result: state,
  }),
};
