import { bamboohr } from './bamboohr/index.ts';
import type { Connector, ConnectorManifest, RecruitingConnector } from './connector.ts';
import { pinpoint } from './pinpoint/index.ts';
import { pyjamahr } from './pyjamahr/index.ts';

const connectors: readonly Connector[] = [bamboohr];
const recruiting: readonly RecruitingConnector[] = [...connectors, pinpoint, pyjamahr];

/** @throws RangeError for a provider that keeps no employees, or that this version does not know. */
export function getConnector(provider: string): Connector {
  return find(connectors, provider);
}

/** Whether the provider keeps employees: hires are sent to it, and people are read from it. */
export function isHris(provider: string): boolean {
  return connectors.some(({ manifest }) => manifest.id === provider);
}

/** @throws RangeError for a provider that this version does not know. */
export function getRecruitingConnector(provider: string): RecruitingConnector {
  return find(recruiting, provider);
}

/** @throws RangeError for a provider that this version does not know. */
export function getManifest(provider: string): ConnectorManifest {
  return find(recruiting, provider).manifest;
}

function find<C extends RecruitingConnector>(among: readonly C[], provider: string): C {
  const connector = among.find(({ manifest }) => manifest.id === provider);
  if (connector === undefined) throw new RangeError(`there is no connector for ${provider}`);
  return connector;
}
