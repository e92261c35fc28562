import { bamboohr } from './bamboohr/index.ts';
import type { Connector } from './connector.ts';

const connectors: readonly Connector[] = [bamboohr];

/** @throws RangeError for a provider that this version does not know. */
export function getConnector(provider: string): Connector {
  const connector = connectors.find(({ manifest }) => manifest.id === provider);
  if (connector === undefined) throw new RangeError(`there is no connector for ${provider}`);
  return connector;
}
