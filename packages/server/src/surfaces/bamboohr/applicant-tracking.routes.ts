import { Readable } from 'node:stream';
import { JoineryError } from '@joinery/sdk';
import {
  getApplicationFile,
  listApplicationPage,
} from '../../modules/applications/application-pages.service.ts';
import { addComment, setStage } from '../../modules/applications/applications.service.ts';
import type { Upload } from '../../modules/files/files.ts';
import { applyToJob } from '../../modules/intake/intake.service.ts';
import {
  listPossibleLeads,
  type PossibleLead,
  readLeadCards,
} from '../../modules/jobs/hiring-leads.service.ts';
import { createJob, listJobAddresses, listJobLocations, listJobs } from '../../modules/jobs/jobs.service.ts';
import type { JobView } from '../../modules/jobs/jobs.ts';
import { listStages } from '../../modules/stages/stages.service.ts';
import { type Answer, json, jsonText } from './answer.ts';
import { readApplication } from './application-form.ts';
import { nextPageUrl, readApplicationsQuery, readJobsQuery } from './applications-query.ts';
import { type Area, type Call, needing } from './call.ts';
import { jobSummary, locationJson, sortJobs, statusesJson } from './format/applicant-tracking.ts';
import { applicationDetail, applicationSummary } from './format/applications.ts';
import { readJobOpening } from './job-opening-form.ts';
import { toNumber } from './params.ts';

export const applicantTracking: Area = {
  style: 'applications',
  handlers: {
    'GET /v1/applicant_tracking/jobs': needing('hiring.jobs', 'view', getJobs),
    'GET /v1/applicant_tracking/locations': getLocations,
    'GET /v1/applicant_tracking/hiring_leads': getHiringLeads,
    'GET /v1/applicant_tracking/statuses': getStatuses,
    'GET /v1/applicant_tracking/applications': needing('hiring.candidates', 'view', getApplications),
    'GET /v1/applicant_tracking/applications/{applicationId}': getApplication,
    'POST /v1/applicant_tracking/applications/{applicationId}/comments': needing(
      'hiring.candidates',
      'edit',
      postComment,
    ),
    'POST /v1/applicant_tracking/applications/{applicationId}/status': needing(
      'hiring.candidates',
      'edit',
      postStatus,
    ),
  },
};

/** What is sent in: a form that is not right is 422 here. */
export const openings: Area = {
  style: 'hiring',
  handlers: {
    'POST /v1/applicant_tracking/application': needing('hiring.candidates', 'edit', postApplication),
    'POST /v1/applicant_tracking/job_opening': needing('hiring.jobs', 'edit', postJobOpening),
  },
};

/** Not documented for the real one. */
const pageSize = 50;

async function getJobs(call: Call): Promise<Answer> {
  const { statuses, order } = readJobsQuery(call.query);
  const jobs = (await allJobs(call)).filter(({ status }) => statuses.includes(status));
  const leads = await readLeadCards(
    call.context,
    call.principal,
    jobs.map((job) => job.hiringLeadEmployeeNumber),
  );
  const careersUrl = `${new URL(call.baseUrl).origin}/careers/${call.principal.company.slug}`;
  const addresses = await listJobAddresses(call.context, call.principal, jobs);
  const around = { leads, addresses, careersUrl, photoUrl: call.photoUrl };
  return json(sortJobs(jobs, order, leads).map((job) => jobSummary(job, around)));
}

// The list has no pages in this dialect.
async function allJobs({ context, principal }: Call): Promise<JobView[]> {
  const jobs: JobView[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const slice = await listJobs(context, principal, { all: true }, { limit: 200, after });
    jobs.push(...slice.items);
    after = slice.after;
  }
  return jobs;
}

async function getLocations(call: Call): Promise<Answer> {
  return json((await listJobLocations(call.context, call.principal)).map(locationJson));
}

async function getHiringLeads(call: Call): Promise<Answer> {
  const pages = listPossibleLeads(call.context, call.principal);
  // The first page is read before the answer begins: what goes wrong until then is told by a status.
  const first = await pages.next();
  const headers = { 'content-type': 'application/json' };
  return { status: 200, headers, body: Readable.from(writeLeads(first, pages)) };
}

async function* writeLeads(
  first: IteratorResult<PossibleLead[], void>,
  pages: AsyncGenerator<PossibleLead[], void, undefined>,
): AsyncGenerator<string, void, undefined> {
  let separator = '[';
  try {
    for (let page = first; page.done !== true; page = await pages.next()) {
      if (page.value.length === 0) continue;
      const items = page.value.map(({ employeeNumber: employeeId, preferredName: preferredFullName }) =>
        JSON.stringify({ employeeId, preferredFullName }),
      );
      yield separator + items.join(',');
      separator = ',';
    }
    yield separator === '[' ? '[]' : ']';
  } finally {
    await pages.return();
  }
}

async function getStatuses(call: Call): Promise<Answer> {
  return jsonText(statusesJson(await listStages(call.context, call.principal)));
}

async function getApplications(call: Call): Promise<Answer> {
  const { page, filter } = readApplicationsQuery(call.query);
  const slice = { page, size: pageSize };
  const { lines, isLast } = await listApplicationPage(call.context, call.principal, filter, slice);
  return json({
    paginationComplete: isLast,
    applications: lines.map((line) => applicationSummary(line, call.photoUrl)),
    nextPageUrl: isLast ? null : nextPageUrl(call.baseUrl, call.query, page),
  });
}

async function getApplication(call: Call): Promise<Answer> {
  const file = await getApplicationFile(call.context, call.principal, applicationNumber(call));
  const people = [file.leadNumber, file.changedBy?.employeeNumber ?? null];
  const cards = await readLeadCards(call.context, call.principal, people);
  return json(applicationDetail(file, cards, call.photoUrl));
}

async function postComment(call: Call): Promise<Answer> {
  const { type = 'comment', comment } = call.values();
  if (type !== 'comment') throw invalid('type', 'comment');
  if (typeof comment !== 'string' || comment.trim() === '' || comment.length > 20_000)
    throw invalid('comment', 'a text of 1 to 20000 characters');
  const input = { text: comment.trim() };
  const { number } = await addComment(call.context, call.principal, applicationNumber(call), input);
  return json({ type: 'comment', id: number });
}

async function postStatus(call: Call): Promise<Answer> {
  const move = {
    applicationNumber: applicationNumber(call),
    // 0 is no status: it is refused like every other that there is not.
    stageNumber: toNumber(String(call.values().status)) ?? 0,
  };
  return json({ type: 'positionApplicantStatus', id: await setStage(call.context, call.principal, move) });
}

async function postApplication(call: Call): Promise<Answer> {
  const { fields, files } = await formOf(call);
  const application = readApplication(fields, files);
  const made = await applyToJob(call.context, call.principal, application);
  // What this call names the candidate's id is the application's: later calls find it by that.
  return json({ result: 'success', candidateId: made.applicationNumber });
}

async function postJobOpening(call: Call): Promise<Answer> {
  const { fields, files } = await formOf(call);
  const [file] = files;
  if (file !== undefined) throw invalid(file.field, 'no file');
  const { number } = await createJob(call.context, call.principal, {
    ...readJobOpening(fields),
    // An opening is on the careers page there as soon as it is open.
    isPublished: true,
  });
  return json({ result: 'success', jobOpeningId: String(number) });
}

async function formOf(call: Call): Promise<{ fields: Record<string, unknown>; files: Upload[] }> {
  return call.isForm() ? call.form() : { fields: call.values(), files: [] };
}

/** 0, which no application has, for what cannot be the number of one. */
function applicationNumber({ params }: Call): number {
  return toNumber(params.applicationId) ?? 0;
}

function invalid(path: string, expected: string): JoineryError {
  return new JoineryError('request.invalid', `${path}: expected ${expected}.`, {
    issues: [{ path: path.slice(0, 100), message: `expected ${expected}` }],
  });
}
