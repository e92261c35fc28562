export type * from './connector.ts';
export type * from './hris-actions.ts';
export type * from './people-source.ts';
export type * from './people-writes.ts';
export type * from './recruiting.ts';
export { getConnector, getManifest, getRecruitingConnector, isHris } from './registry.ts';
