// The demo: a hiring company, a sandbox company that stands for BambooHR, and a connection from
// the one to the other over HTTP. Everything is made through the services that people use.
import { readFile } from 'node:fs/promises';
import { JoineryError } from '@joinery/sdk';
import { getBuiltinLevel } from '../access/access-levels.service.ts';
import { accountOwner } from '../access/levels.ts';
import type { Principal } from '../access/principal.ts';
import { moveApplication } from '../applications/applications.service.ts';
import { createCompany, systemPrincipal } from '../companies/companies.service.ts';
import { createConnection } from '../connections/connections.service.ts';
import type { Context } from '../context.ts';
import type { Upload } from '../files/files.ts';
import { createCandidate } from '../intake/intake.service.ts';
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
  const jobNumber = await addApplicants(context, principal, files);
  return { demoKey, jobNumber, sandbox };
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

async function addApplicants(
  context: Context,
  principal: Principal,
  files: Map<string, Buffer>,
): Promise<number> {
  const numbers: number[] = [];
  const jobIds = new Map<string, string>();
  for (const job of jobs) {
    const { id, number } = await createJob(context, principal, {
      ...job,
      status: 'open',
      isPublished: true,
      employmentType: 'Full-Time',
    });
    jobIds.set(job.title, id);
    numbers.push(number);
  }
  const stages = await listStages(context, principal);
  for (const applicant of applicants) {
    const jobId = applicant.job === null ? null : jobIds.get(applicant.job);
    const candidate = await createCandidate(
      context,
      principal,
      {
        firstName: applicant.firstName,
        lastName: applicant.lastName,
        email: applicant.email,
        phone: applicant.phone,
        source: applicant.source,
        ...(jobId != null && { jobId }),
      },
      [toUpload(applicant, files)],
    );
    const [application] = candidate.applications;
    const stage = stages.find(({ name }) => name === applicant.stage);
    if (application !== undefined && stage !== undefined && stage.id !== application.stageId)
      await moveApplication(context, principal, application.id, { stageId: stage.id });
  }
  return numbers[0] ?? 0;
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
