// To another job, or to the talent pool: what is left behind is closed in the same transaction.
import { type Candidate, type CandidateMove, JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import {
  apply,
  listApplicationsOf,
  rejectIn,
  takeStageChanges,
} from '../applications/applications.service.ts';
import type { Context } from '../context.ts';
import { takeNumbers } from '../counters/counters.service.ts';
import { assertSeesOpinions } from '../jobs/jobs.ts';
import { addTimelineEntries } from '../timeline/timeline.service.ts';
import { assertTold, getCandidate, getCandidateIn, holdCandidate } from './candidates.service.ts';

type Scope = Pick<Context, 'db' | 'clock' | 'engine'>;

const openKinds = ['new', 'active', 'offer'];
/** For applications that come between the look and the move. */
const spareNumbers = 5;

/**
 * @throws JoineryError `candidates.not_found`, `applications.not_found` for an application that is none of the
 * candidate's, `applications.exists`, `jobs.not_open`, `reject_reasons.not_found`, `stages.needed`
 */
export async function moveCandidate(
  context: Scope & Parameters<typeof getCandidate>[0],
  principal: Principal,
  id: string,
  move: CandidateMove,
): Promise<Candidate> {
  assertArea(principal, 'hiring.candidates', 'edit');
  assertSeesOpinions(principal);
  const { companyId } = principal;
  const { applications: known } = await getCandidate(context, principal, id);
  const first = await takeStageChanges(context, principal, known.length + spareNumbers);
  const { applications: number } = await takeNumbers(context, companyId, { applications: 1 });
  return context.db.inCompany(companyId, async (tx) => {
    await holdCandidate(tx, principal, id);
    await assertTold(tx, principal, id);
    const left = await leftBehind(tx, principal, id, move);
    const { reasonId, note } = move;
    for (const [index, application] of left.slice(0, known.length + spareNumbers).entries())
      await rejectIn(tx, context, principal, { id: application.id, number: first + index, reasonId, note });
    await arrive(tx, context, principal, { id, move, number, fromJobTitle: left[0]?.jobTitle ?? null });
    return getCandidateIn(tx, principal, id);
  });
}

async function leftBehind(
  tx: Transaction,
  principal: Principal,
  id: string,
  { to, fromApplicationId }: CandidateMove,
) {
  const open = (await listApplicationsOf(tx, principal, [id])).filter(({ stageKind }) =>
    openKinds.includes(stageKind),
  );
  if (fromApplicationId === undefined) return to === 'talent_pool' ? open : [];
  const from = open.filter((application) => application.id === fromApplicationId);
  if (from.length > 0) return from;
  throw new JoineryError('applications.not_found', 'The candidate has no such application that is open.');
}

async function arrive(
  tx: Transaction,
  context: Scope,
  principal: Principal,
  arrival: { id: string; move: CandidateMove; number: number; fromJobTitle: string | null },
): Promise<void> {
  const { id: candidateId, move, number, fromJobTitle } = arrival;
  const actor = principal.userName;
  if (move.jobId === undefined) {
    await addTimelineEntries(tx, principal.companyId, [
      { candidateId, kind: 'to_talent_pool', actor, detail: {} },
    ]);
    return;
  }
  // Who it is, is known.
  const form = { given: {}, byHand: true, known: new Set(['name']), files: [] };
  const made = await apply(tx, context, principal, { candidateId, job: move.jobId, number, form });
  const detail = { jobId: made.jobId, jobTitle: made.jobTitle, fromJobTitle };
  await addTimelineEntries(tx, principal.companyId, [
    { candidateId, applicationId: made.id, kind: 'to_job', actor, detail },
  ]);
}
