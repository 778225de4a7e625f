import { z } from 'zod';
import { request } from '../../request.ts';
import { settingsPatchSchema } from './patch.ts';
import { settingsSchema } from './state.ts';

const nothing = z.object({});
const settings = z.object({ settings: settingsSchema });

export const settingsRequests = {
  'settings.values.read': request({
    doc: 'All settings as they are now; the channel `settings` tells of every change.',
    right: 'view',
    rate: 'control',
    audited: false,
    params: nothing,
    result: settings,
  }),
  'settings.values.update': request({
    doc: 'Changes some settings and answers with all of them, once they are on the disk.',
    right: 'administer',
    rate: 'control',
    audited: true,
    params: z.object({ patch: settingsPatchSchema }),
    result: settings,
  }),
  'settings.values.reset': request({
    doc: 'Puts every setting back to its default.',
    right: 'administer',
    rate: 'control',
    audited: true,
    params: nothing,
    result: settings,
  }),
};
