// Who works on a job. Whoever sees only assigned jobs sees those whose team they are in.
import { JoineryError, type TeamChoice, type TeamInput, type TeamMember } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { insertEvents } from '../events/events.service.ts';
import * as repository from './hiring-team.repository.ts';
import { jobUpdated } from './jobs.events.ts';
import { assertNotExternal, findTermsInScope, lockJobInScope } from './jobs.service.ts';
import { isExternal } from './jobs.ts';

type Scope = Pick<Context, 'db'>;

/** An external recruiter is told of nobody else. */
export async function getTeam(context: Scope, principal: Principal, job: string): Promise<TeamMember[]> {
  assertArea(principal, 'hiring.jobs', 'view');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const { id } = await findTermsInScope(tx, principal, job);
    const team = await repository.listTeam(tx, id);
    return isExternal(principal, team) ? team.filter(({ userId }) => userId === principal.userId) : team;
  });
}

/** @throws JoineryError `request.invalid` for somebody who is no user that can come in */
export async function replaceTeam(
  context: Scope,
  principal: Principal,
  job: string,
  { members }: TeamInput,
): Promise<TeamMember[]> {
  assertArea(principal, 'hiring.jobs', 'edit');
  return context.db.inCompany(principal.companyId, async (tx) => {
    const { id } = await lockJobInScope(tx, principal, job);
    await assertNotExternal(tx, principal, id);
    await assertUsers(tx, id, members);
    await repository.replaceTeam(tx, principal.companyId, id, members);
    await insertEvents(tx, principal.companyId, [jobUpdated(id, ['team'])]);
    return repository.listTeam(tx, id);
  });
}

/** Who can be put on a team, for whoever changes teams. */
export async function listTeamChoices(context: Scope, principal: Principal): Promise<TeamChoice[]> {
  assertArea(principal, 'hiring.jobs', 'edit');
  return context.db.inCompany(principal.companyId, repository.listChoices);
}

async function assertUsers(tx: Transaction, jobId: string, members: TeamInput['members']): Promise<void> {
  const choices = await repository.listChoices(tx);
  const there = await repository.listTeam(tx, jobId);
  // Somebody who was disabled since may stay.
  const known = new Set([...choices, ...there].map(({ userId }) => userId));
  const twice = new Set(members.map(({ userId }) => userId)).size < members.length;
  const issues = members.flatMap(({ userId }, index) =>
    known.has(userId) ? [] : [{ path: `members.${index}.userId`, message: 'expected an enabled user' }],
  );
  if (twice) issues.push({ path: 'members', message: 'expected each user once' });
  if (issues.length > 0)
    throw new JoineryError('request.invalid', 'Not everybody can be put on the team.', { issues });
}
