import { z } from 'zod';
import type { RecruitingConnector } from '../connector.ts';
import { verifyHmac, wireOf } from '../recruiting-wire.ts';
import { openRecruiting } from './recruiting.ts';
import { knownWire } from './wire.ts';

export const pyjamahr: RecruitingConnector = {
  manifest: {
    id: 'pyjamahr',
    name: 'PyjamaHR',
    settings: z.object({
      subdomain: z.string().min(1),
      markerField: z.null().default(null),
      wire: z.record(z.string(), z.unknown()).optional(),
    }),
    credentials: z.object({ apiKey: z.string().regex(/^[\x21-\x7e]+$/, 'expected a token: visible ASCII') }),
    // Where its API is stands in documents that are not public.
    defaultBaseUrl: () => null,
    employeeUrl: () => null,
    checkWire: (own) => {
      wireOf(knownWire, own);
    },
  },
  openRecruiting,
  verifyCall: (key, call, own) => verifyHmac(key, call, wireOf(knownWire, own).webhook),
};
