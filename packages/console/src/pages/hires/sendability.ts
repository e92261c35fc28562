import type { AccessDefinition, Application, Hire, HireAccount } from '@joinery/sdk';

export type Obstacle = 'not_hired' | 'no_right' | 'no_connection' | 'all_disabled';

/** Which hand-offs of an application there are, where it can be sent, and what is in the way. */
export interface Sendability {
  /** The latest for each connection, newest first. */
  hires: Hire[];
  /** Connections without a hand-off that stands. */
  sendTo: HireAccount[];
  /** Only where there is neither a hire nor a place to send it to. */
  obstacle: Obstacle | null;
}

interface Situation {
  application: Pick<Application, 'stageKind'>;
  connections: HireAccount[];
  hires: Hire[];
  access: AccessDefinition;
}

export function sendabilityOf({ application, connections, hires, access }: Situation): Sendability {
  const latest = latestPerConnection(hires);
  const obstacle = obstacleOf({ application, connections, access });
  const standing = latest.filter(({ state }) => state !== 'cancelled').map((hire) => hire.connectionId);
  const sendTo =
    obstacle === null ? connections.filter(({ id, enabled }) => enabled && !standing.includes(id)) : [];
  return { hires: latest, sendTo, obstacle: latest.length === 0 && sendTo.length === 0 ? obstacle : null };
}

function latestPerConnection(hires: Hire[]): Hire[] {
  const sorted = hires.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  return sorted.filter(
    (hire, index) => sorted.findIndex(({ connectionId }) => connectionId === hire.connectionId) === index,
  );
}

function obstacleOf({ application, connections, access }: Omit<Situation, 'hires'>): Obstacle | null {
  if (access.hiring.hires !== 'edit') return 'no_right';
  if (application.stageKind !== 'hired') return 'not_hired';
  if (connections.length === 0) return 'no_connection';
  return connections.some(({ enabled }) => enabled) ? null : 'all_disabled';
}

export const obstacleWords: Record<Obstacle, string> = {
  not_hired: 'Move this application to a stage of kind “hired” first. Then it can be sent.',
  no_right: 'Your access level does not allow sending hires. Ask an Account Owner.',
  no_connection: 'No BambooHR account is connected yet. Add one under Integrations.',
  all_disabled: 'The BambooHR integration is switched off. Switch it on under Integrations.',
};

/** Whether the level is for the hires of all jobs: what holds for all of them is for nobody else to change. */
export const seesEveryJob = ({ hiring }: AccessDefinition): boolean =>
  !hiring.assignedJobsOnly && hiring.ownCandidatesOnly !== true;
