import { z } from 'zod';
import { request } from '../../request.ts';

const nothing = z.object({});

/** This install's own certificate authority, which phones may install to reach the hub by https. */
export const authorityInfoSchema = z.object({
  /** `none`: not made yet. `waiting`: the secrets are not available. `failed`: it is there and cannot listen. */
  phase: z.enum(['none', 'waiting', 'ready', 'failed']),
  /** How it is and, when something has to be done, what. */
  sentence: z.string(),
  /** SHA-256 of the authority's certificate, as iOS and Android show it; null while there is none. */
  fingerprint: z.string().nullable(),
  /** Wall clock, ms. */
  notAfter: z.number().nullable(),
  /** Names and addresses that the leaf of now is for. */
  names: z.array(z.string()),
  /** Where a phone gets the profile over plain http, and where it goes afterwards. */
  install: z.string().nullable(),
  origins: z.array(z.string()),
});
export type AuthorityInfo = z.infer<typeof authorityInfoSchema>;

const authority = z.object({ authority: authorityInfoSchema });

export const tlsRequests = {
  'tls.authority.read': request({
    doc: 'This install’s certificate authority, as it is.',
    right: 'view',
    rate: 'control',
    audited: false,
    params: nothing,
    result: authority,
  }),
  'tls.authority.create': request({
    doc: 'Makes this install’s certificate authority and listens by https beside http.',
    right: 'administer',
    rate: 'heavy',
    audited: true,
    params: nothing,
    result: authority,
  }),
  'tls.authority.remove': request({
    doc: 'Forgets the authority and stops listening by https; phones that trust it can remove its profile.',
    right: 'administer',
    rate: 'control',
    audited: true,
    params: nothing,
    result: authority,
  }),
};
