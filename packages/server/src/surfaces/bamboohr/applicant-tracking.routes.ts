import { applyToJob } from '../../modules/candidates/candidates.service.ts';
import { listLists } from '../../modules/fields/lists.service.ts';
import { listJobs } from '../../modules/jobs/jobs.service.ts';
import type { JobView } from '../../modules/jobs/jobs.ts';
import { listStages } from '../../modules/stages/stages.service.ts';
import { type Answer, json, jsonText } from './answer.ts';
import { readApplication } from './application-form.ts';
import type { Area, Call } from './call.ts';
import { isAskedFor, jobSummary, optionFinder, sortJobs, statusesJson } from './format/applicant-tracking.ts';

export const applicantTracking: Area = {
  style: 'hiring',
  handlers: {
    'GET /v1/applicant_tracking/jobs': getJobs,
    'GET /v1/applicant_tracking/statuses': getStatuses,
    'POST /v1/applicant_tracking/application': postApplication,
  },
};

async function getJobs(call: Call): Promise<Answer> {
  const { statusGroups: groups, status_ids: statusIds, sortBy, sortOrder } = call.query;
  const jobs = (await allJobs(call)).filter((job) => isAskedFor(job, { groups, statusIds }));
  const optionId = optionFinder(await listLists(call.context, call.principal));
  return json(sortJobs(jobs, sortBy, sortOrder).map((job) => jobSummary(job, optionId)));
}

// The list has no pages in this dialect.
async function allJobs({ context, principal }: Call): Promise<JobView[]> {
  const jobs: JobView[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const slice = await listJobs(context, principal, {}, { limit: 200, after });
    jobs.push(...slice.items);
    after = slice.after;
  }
  return jobs;
}

async function getStatuses(call: Call): Promise<Answer> {
  return jsonText(statusesJson(await listStages(call.context, call.principal)));
}

async function postApplication(call: Call): Promise<Answer> {
  const { fields, files } = call.isForm() ? await call.form() : { fields: call.values(), files: [] };
  const application = readApplication(fields, files);
  const { applicationNumber } = await applyToJob(call.context, call.principal, application);
  // What this call names the candidate's id is the application's: later calls find it by that.
  return json({ result: 'success', candidateId: applicationNumber });
}
