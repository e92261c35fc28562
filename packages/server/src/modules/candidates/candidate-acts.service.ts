// One act for many candidates, each in a transaction of its own: one that fails holds up no other, and
// the same act again does again only what was not done.
import {
  type Application,
  type CandidateAction,
  type CandidateActionResults,
  type CandidateActions,
  JoineryError,
} from '@joinery/sdk';
import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import { rejectApplication, updateApplication } from '../applications/applications.service.ts';
import { getJobTerms } from '../jobs/jobs.service.ts';
import { addApplication, getCandidate, patchCandidate } from './candidates.service.ts';
import { moveCandidate } from './move-candidate.service.ts';

type Scope = Parameters<typeof addApplication>[0];
type Result = CandidateActionResults['results'][number];

const openKinds = ['new', 'active', 'offer'];

export async function actOnCandidates(
  context: Scope,
  principal: Principal,
  { candidateIds, action }: CandidateActions,
): Promise<CandidateActionResults> {
  assertArea(principal, 'hiring.candidates', 'edit');
  const named = 'jobId' in action ? action.jobId : undefined;
  // A job that there is not is a fault of the request, not of each candidate.
  const jobId = named === undefined ? undefined : (await getJobTerms(context, principal, named)).id;
  const meant = jobId === undefined ? action : ({ ...action, jobId } as CandidateAction);
  const results: Result[] = [];
  for (const candidateId of new Set(candidateIds))
    results.push(await actOnOne(context, principal, candidateId, meant));
  const done = results.filter(({ ok }) => ok).length;
  return { done, failed: results.length - done, results };
}

async function actOnOne(
  context: Scope,
  principal: Principal,
  candidateId: string,
  action: CandidateAction,
): Promise<Result> {
  try {
    await perform(context, principal, candidateId, action);
    return { candidateId, ok: true };
  } catch (error) {
    // What is no fault of the request fails as a whole.
    if (!(error instanceof JoineryError) || ['internal', 'unavailable'].includes(error.kind)) throw error;
    return { candidateId, ok: false, code: error.code, message: error.message };
  }
}

async function perform(
  context: Scope,
  principal: Principal,
  id: string,
  action: CandidateAction,
): Promise<unknown> {
  switch (action.type) {
    case 'tag':
      return patchCandidate(context, principal, id, { tags: action.add, removeTags: action.remove });
    case 'add_to_job':
      return addApplication(context, principal, id, { jobId: action.jobId, byHand: true }, []);
    case 'talent_pool':
      return moveCandidate(context, principal, id, { to: 'talent_pool', reasonId: action.reasonId });
    case 'stage': {
      const { applications } = await getCandidate(context, principal, id);
      const application = ofJob(applications, action.jobId);
      return updateApplication(context, principal, application.id, { stageId: action.stageId });
    }
    case 'reject': {
      const { jobId, reasonId, note } = action;
      const { applications } = await getCandidate(context, principal, id);
      const open = applications.filter(({ stageKind }) => openKinds.includes(stageKind));
      const meant = jobId === undefined ? open : [ofJob(applications, jobId)];
      if (meant.length === 0)
        throw new JoineryError('applications.not_found', 'They have no application that is open.');
      for (const application of meant)
        await rejectApplication(context, principal, application.id, { reasonId, note });
      return meant;
    }
  }
}

function ofJob(applications: Application[], jobId: string): Application {
  const found = applications.find((application) => application.jobId === jobId);
  if (found === undefined)
    throw new JoineryError('applications.not_found', 'They have no application for this job.');
  return found;
}
