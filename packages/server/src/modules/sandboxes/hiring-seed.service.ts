// Jobs and applicants of a new sandbox company, with their past.
import type { JobStatus } from '@joinery/sdk';
import type { Principal } from '../access/principal.ts';
import { companyNow } from '../companies/companies.ts';
import type { Context } from '../context.ts';
import { type ImportedApplicant, importApplicants } from '../intake/intake.service.ts';
import { createJob, updateJob } from '../jobs/jobs.service.ts';
import { inventApplicant, inventOpenings, openSince } from './applicants.ts';

const perJob = 20;

export async function seedHiring(
  context: Context,
  principal: Principal,
  { seed, employees }: { seed: string; employees: number },
): Promise<void> {
  const now = companyNow(context, principal.company);
  const size = Math.min(Math.max(Math.ceil(employees / 40), 2), perJob);
  const closed: { id: string; status: JobStatus }[] = [];
  const applicants: ImportedApplicant[] = [];
  for (const [index, { status, ...opening }] of inventOpenings(seed).entries()) {
    const { id: job } = await createJob(context, principal, {
      ...opening,
      status: status === 'draft' ? 'draft' : 'open',
      isPublished: true,
      employmentType: 'Full-Time',
      description: `A place in ${opening.department}.`,
      ...(status !== 'draft' && { postedAt: openSince(now) }),
      // Managers have the lowest numbers.
      ...(index < employees && { hiringLeadEmployeeNumber: index + 1 }),
    });
    if (status === 'draft') continue;
    if (status !== 'open') closed.push({ id: job, status });
    for (let at = 0; at < size; at += 1) {
      const course = { job, hired: status === 'filled' && at === 0, now };
      applicants.push(inventApplicant(seed, applicants.length, course));
    }
  }
  await importApplicants(context, principal, applicants);
  for (const { id, status } of closed) await updateJob(context, principal, id, { status });
}
