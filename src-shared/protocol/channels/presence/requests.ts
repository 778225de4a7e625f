import { z } from 'zod';
import { request } from '../../request.ts';
import { terminalIdSchema } from '../terminal/state.ts';
import { presentClientSchema } from './state.ts';

export const presenceRequests = {
  'presence.heartbeat': request({
    doc: 'Says that the client is alive and which terminal its user looks at; the answer tells it that the hub is.',
    right: 'view',
    rate: 'interactive',
    audited: false,
    params: z.object({ viewing: terminalIdSchema.nullable().default(null) }),
    result: z.object({ now: z.number() }),
  }),
  'presence.list': request({
    doc: 'Lists the clients that are connected.',
    right: 'view',
    rate: 'control',
    audited: false,
    params: z.object({}),
    result: z.object({ clients: z.array(presentClientSchema) }),
  }),
};
