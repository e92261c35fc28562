import type { Connector } from '../connector.ts';
import { openActions } from './actions.ts';
import { defaultBaseUrl, employeeUrl } from './client.ts';
import { openRecruiting } from './recruiting/recruiting.ts';
import { bamboohrCredentials, bamboohrSettings } from './schema.ts';
import { openSource } from './source.ts';
import { verifyInbound } from './webhooks.ts';
import { openWrites } from './writes.ts';

export const bamboohr: Connector = {
  manifest: {
    id: 'bamboohr',
    name: 'BambooHR',
    settings: bamboohrSettings,
    credentials: bamboohrCredentials,
    defaultBaseUrl,
    employeeUrl,
  },
  open: openActions,
  openSource,
  openWrites,
  openRecruiting,
  verifyInbound,
};
