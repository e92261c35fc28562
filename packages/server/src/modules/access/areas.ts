import { JoineryError } from '@joinery/sdk';
import type { Principal } from './principal.ts';

/** A part of the product with its own right, apart from employee fields. */
export type Area =
  | 'hiring.jobs'
  | 'hiring.candidates'
  | 'hiring.hires'
  | 'settings.users'
  | 'settings.connections'
  | 'settings.fields'
  | 'settings.company';

/** @throws JoineryError `access.forbidden` when the level does not give `need` in this area. */
export function assertArea(principal: Principal, area: Area, need: 'view' | 'edit'): void {
  if (!hasArea(principal, area, need))
    throw new JoineryError(
      'access.forbidden',
      `Your access level does not let you ${need} ${area.split('.')[1]}. Ask an Account Owner for a level that does.`,
    );
}

/**
 * For what concerns the hires of all jobs.
 *
 * @throws JoineryError `access.forbidden` when the level gives rights to assigned jobs or own candidates only.
 */
export function assertEveryJob({ access }: Principal): void {
  const { assignedJobsOnly, ownCandidatesOnly = false } = access.hiring;
  if (assignedJobsOnly || ownCandidatesOnly)
    throw new JoineryError(
      'access.forbidden',
      'This concerns the hires of every job, and your access level is for some of them only. Ask somebody who sees all.',
    );
}

export function hasArea(principal: Principal, area: Area, need: 'view' | 'edit'): boolean {
  const right = rightOf(principal, area);
  return right === 'edit' || (need === 'view' && right === 'view');
}

function rightOf({ access }: Principal, area: Area): 'none' | 'view' | 'edit' {
  switch (area) {
    case 'hiring.jobs':
      return access.hiring.jobs;
    case 'hiring.candidates':
      return access.hiring.candidates;
    case 'hiring.hires':
      return access.hiring.hires;
    case 'settings.users':
      return access.settings.users;
    case 'settings.connections':
      return access.settings.connections;
    case 'settings.fields':
      return access.settings.fields;
    case 'settings.company':
      return access.settings.company;
  }
}
