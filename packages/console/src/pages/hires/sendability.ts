import type { AccessDefinition, Application, Connection, Hire } from '@joinery/sdk';

export type Obstacle = 'not_hired' | 'no_right' | 'no_connection' | 'all_disabled';

/** Whether a hire can be sent now, has been sent, or what is in the way. */
export type Sendability =
  | { kind: 'ready'; connections: Connection[]; again: Hire | null }
  | { kind: 'sent'; hire: Hire }
  | { kind: 'blocked'; obstacle: Obstacle };

interface Situation {
  application: Application;
  connections: Connection[];
  hires: Hire[];
  access: AccessDefinition;
}

/** A failed hire may be sent again: its marker stays the same, so nobody is added twice. */
export function sendabilityOf({ application, connections, hires, access }: Situation): Sendability {
  const latest = hires.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
  if (latest && latest.state !== 'failed') return { kind: 'sent', hire: latest };
  if (access.hiring.hires !== 'edit') return { kind: 'blocked', obstacle: 'no_right' };
  if (application.stageKind !== 'hired') return { kind: 'blocked', obstacle: 'not_hired' };
  if (connections.length === 0) return { kind: 'blocked', obstacle: 'no_connection' };
  const enabled = connections.filter((connection) => connection.enabled);
  if (enabled.length === 0) return { kind: 'blocked', obstacle: 'all_disabled' };
  return { kind: 'ready', connections: enabled, again: latest ?? null };
}

export const obstacleWords: Record<Obstacle, string> = {
  not_hired: 'Move this application to a stage of kind “hired” first. Then it can be sent.',
  no_right: 'Your access level does not allow sending hires. Ask an Account Owner.',
  no_connection: 'No BambooHR account is connected yet. Add one under Integrations.',
  all_disabled: 'The BambooHR integration is switched off. Switch it on under Integrations.',
};
