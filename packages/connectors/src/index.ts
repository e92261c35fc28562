export type * from './connector.ts';
export { getConnector } from './registry.ts';
