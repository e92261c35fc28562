import { z } from 'zod';
import type { RecruitingConnector } from '../connector.ts';
import { verifyHmac, wireOf } from '../recruiting-wire.ts';
import { openRecruiting } from './recruiting.ts';
import { knownWire } from './wire.ts';

export const pinpoint: RecruitingConnector = {
  manifest: {
    id: 'pinpoint',
    name: 'Pinpoint',
    settings: z.object({
      subdomain: z.string().min(1),
      markerField: z.null().default(null),
      wire: z.record(z.string(), z.unknown()).optional(),
    }),
    credentials: z.object({
      apiKey: z.string().regex(/^[\x21-\x7e]+$/, 'expected an API key: visible ASCII'),
    }),
    defaultBaseUrl: ({ subdomain }) => `https://${subdomain.toLowerCase()}.pinpointhq.com`,
    employeeUrl: () => null,
    checkWire: (own) => {
      wireOf(knownWire, own);
    },
  },
  openRecruiting,
  verifyCall: (key, call, own) => verifyHmac(key, call, wireOf(knownWire, own).webhook),
};
