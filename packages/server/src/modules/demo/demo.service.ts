// The demo: a hiring company, a sandbox company that stands for BambooHR, and a connection from
// the one to the other over HTTP. Everything is made through the services that people use.
import { readFile } from 'node:fs/promises';
import { type Job, JoineryError } from '@joinery/sdk';
import { getBuiltinLevel } from '../access/access-levels.service.ts';
import { accountOwner } from '../access/levels.ts';
import type { Principal } from '../access/principal.ts';
import { createCompany, systemPrincipal } from '../companies/companies.service.ts';
import { createConnection } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import type { Upload } from '../files/files.ts';
import { createCandidate, importApplicants } from '../intake/intake.service.ts';
import { createJob } from '../jobs/jobs.service.ts';
import { createKey } from '../keys/keys.service.ts';
import { createSandbox, markerField, type Sandbox } from '../sandboxes/sandboxes.service.ts';
import { listStages } from '../stages/stages.service.ts';
import { createUser } from '../users/users.service.ts';
import { type Applicant, applicants, jobs } from './applicants.ts';

const resumes = new URL('../../../dist/demo/', import.meta.url);

export interface Demo {
  demoKey: string;
  /** A job that takes applications. */
  jobNumber: number;
  sandbox: Sandbox;
}

/** @throws JoineryError `config.invalid` when the build did not make the résumés. */
export async function makeDemo(context: Context, owner: { email: string; password: string }): Promise<Demo> {
  const files = await readResumes();
  const company = await createCompany(context, { slug: 'demo', name: 'Demo Company' });
  const principal = systemPrincipal(company, 'Demo');
  const sandbox = await createSandbox(context, { slug: 'acme', name: 'Acme (sandbox)', employees: 100 });
  const userId = await addOwner(context, principal, owner);
  const { key: demoKey } = await createKey(context, principal, { name: 'First key', userId });
  // The same person may look into the sandbox: the console changes between the two.
  await addOwner(context, systemPrincipal(sandbox.company, 'Demo'), owner);
  await createConnection(context, principal, {
    provider: 'bamboohr',
    name: 'BambooHR (sandbox acme)',
    subdomain: 'acme',
    apiKey: sandbox.apiKey,
    baseUrl: sandbox.baseUrl,
    markerField: markerField.alias,
    enabled: true,
  });
  const made = await addJobs(context, principal);
  await addApplicants(context, principal, made, files);
  const [first] = made.values();
  return { demoKey, jobNumber: first?.number ?? 0, sandbox };
}

async function addOwner(
  context: Context,
  principal: Principal,
  { email, password }: { email: string; password: string },
): Promise<string> {
  const level = await context.db.inCompany(principal.companyId, (tx) => getBuiltinLevel(tx, accountOwner));
  const { id } = await createUser(context, principal, {
    kind: 'person',
    email,
    password,
    firstName: 'Demo',
    lastName: 'Owner',
    accessLevelId: level.id,
  });
  return id;
}

/** They opened before the first of the applicants came. */
async function addJobs(context: Context, principal: Principal): Promise<Map<string, Job>> {
  const made = new Map<string, Job>();
  for (const job of jobs) {
    const input = {
      ...job,
      status: 'open' as const,
      isPublished: true,
      employmentType: 'Full-Time',
      postedAt: daysAgo(context, 40),
    };
    made.set(job.title, await createJob(context, principal, input));
  }
  return made;
}

/** With a past, so that reports have something to show. */
async function addApplicants(
  context: Context,
  principal: Principal,
  made: Map<string, Job>,
  files: Map<string, Buffer>,
): Promise<void> {
  const stages = await listStages(context, principal);
  const past = applicants.flatMap((applicant) => {
    const { firstName, lastName, email, phone, source } = applicant;
    const person = { firstName, lastName, email, phone, source, resume: toUpload(applicant, files) };
    const [first, ...history] = applicant.stages.map(([name, days]) => ({
      stageNumber: stages.find((stage) => stage.name === name)?.number ?? 0,
      at: daysAgo(context, days),
    }));
    const job = made.get(applicant.job ?? '')?.id;
    return first === undefined || job === undefined ? [] : [{ ...person, job, appliedAt: first.at, history }];
  });
  past.sort((a, b) => a.appliedAt.getTime() - b.appliedAt.getTime());
  await importApplicants(context, principal, past);
  for (const applicant of applicants.filter(({ job }) => job === null)) {
    const { firstName, lastName, email, phone, source } = applicant;
    const person = { firstName, lastName, email, phone, source };
    await createCandidate(context, principal, person, [toUpload(applicant, files)]);
  }
}

function daysAgo({ clock }: Context, days: number): Date {
  return new Date(clock.now().getTime() - days * 86_400_000);
}

function toUpload({ slug }: Applicant, files: Map<string, Buffer>): Upload {
  const bytes = files.get(slug) ?? Buffer.alloc(0);
  return { field: 'resume', name: `${slug}.pdf`, contentType: 'application/pdf', bytes };
}

async function readResumes(): Promise<Map<string, Buffer>> {
  try {
    const read = applicants.map(
      async ({ slug }): Promise<[string, Buffer]> => [slug, await readFile(new URL(`${slug}.pdf`, resumes))],
    );
    return new Map(await Promise.all(read));
  } catch (cause) {
    throw new JoineryError(
      'config.invalid',
      'The demo’s résumés have not been built. Run npm run build, or start with JOINERY_DEMO=false.',
      { cause },
    );
  }
}
