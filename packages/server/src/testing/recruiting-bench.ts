// For integration tests: a hiring company whose account of another recruiting is a sandbox company,
// connected over real HTTP. The sandbox's tables and ledger judge what was really done.
import {
  type FaultKind,
  type RecruitingRecord,
  type RecruitingRun,
  type RecruitingWrite,
  type RecruitingWriteState,
  recruitingSettingsInput,
} from '@joinery/sdk';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Principal } from '../modules/access/principal.ts';
import { createCompany, systemPrincipal } from '../modules/companies/companies.service.ts';
import { createConnection } from '../modules/connections/connections.service.ts';
import type { Context } from '../modules/context.ts';
import { applyToJob, type JobApplication } from '../modules/intake/intake.service.ts';
import { createJob } from '../modules/jobs/jobs.service.ts';
import type { JobView } from '../modules/jobs/jobs.ts';
import { listRecords, listRuns, putRecruiting, readNow } from '../modules/recruiting/recruiting.service.ts';
import { getRecruitingWrite } from '../modules/recruiting/recruiting-writes.service.ts';
import {
  addFault,
  createSandbox,
  markerField,
  type Sandbox,
} from '../modules/sandboxes/sandboxes.service.ts';
import { quickTiming, readLedger, setTiming } from './hire-bench.ts';

type Settings = z.input<typeof recruitingSettingsInput>;

export interface RecruitingBench {
  context: Context;
  owner: Principal;
  sandbox: Sandbox;
  /** Of the company that is the account. */
  there: Principal;
  connectionId: string;
  set(settings: Settings): Promise<void>;
  /** Reads until it is over. */
  read(): Promise<RecruitingRun>;
  records(): Promise<RecruitingRecord[]>;
  write(id: string, ...states: RecruitingWriteState[]): Promise<RecruitingWrite>;
  fault(operation: string, fault: FaultKind, count?: number, seconds?: number): Promise<void>;
  ledger(operation: string): ReturnType<typeof readLedger>;
  aJobThere(over?: { title?: string; questions?: JobView['questions'] }): Promise<JobView>;
  applyThere(jobNumber: number, over?: Partial<JobApplication>): ReturnType<typeof applyToJob>;
}

export async function makeRecruitingBench(
  context: Context,
  origin: string,
  slugs: { here: string; there: string } = { here: 'hiring', there: 'acme' },
): Promise<RecruitingBench> {
  const sandbox = await createSandbox(context, { slug: slugs.there, name: 'Acme', employees: 6 });
  const owner = systemPrincipal(await createCompany(context, { slug: slugs.here, name: 'Hiring' }), 'Test');
  const there = systemPrincipal(sandbox.company);
  const { id: connectionId } = await createConnection(context, owner, {
    provider: 'bamboohr',
    name: 'Acme recruiting',
    subdomain: slugs.there,
    apiKey: sandbox.apiKey,
    baseUrl: `${origin}/api/gateway.php/${slugs.there}`,
    markerField: markerField.alias,
    enabled: true,
  });
  await setTiming(context, owner, connectionId, quickTiming);
  // Whom a sandbox company begins with came before, and stays there.
  const since = new Date().toISOString().slice(0, 10);
  const newest = async () => (await listRuns(context, owner, connectionId, { limit: 1 })).items[0];
  return {
    context,
    owner,
    sandbox,
    there,
    connectionId,
    async set(settings) {
      await putRecruiting(
        context,
        owner,
        connectionId,
        recruitingSettingsInput.parse({ since, ...settings }),
      );
    },
    async read() {
      const { id } = await readNow(context, owner, connectionId);
      return until('the reading is over', async () => {
        const run = await newest();
        return run?.id === id && run.finishedAt !== null ? run : undefined;
      });
    },
    records: async () =>
      (await listRecords(context, owner, connectionId, {}, { limit: 100 })).items.reverse(),
    write: (id, ...states) =>
      until(`${id} is ${states.join(' or ')}`, async () => {
        const write = await getRecruitingWrite(context, owner, id);
        return states.includes(write.state) && write.settledAt !== null ? write : undefined;
      }),
    fault: async (operation, fault, count = 1, seconds) => {
      await addFault(context, there, { operation, fault, count, seconds });
    },
    ledger: (operation) => readLedger(context, sandbox.company.id, operation),
    aJobThere: (over = {}) =>
      createJob(context, there, {
        title: 'Joiner',
        status: 'open',
        description: '',
        isPublished: true,
        ...over,
      }),
    applyThere: (jobNumber, over = {}) => {
      people += 1;
      const name = { firstName: 'Grace', lastName: `Hopper-${people}` };
      const email = `grace.${people}@mail.example`;
      return applyToJob(context, there, { jobNumber, ...name, email, ...over });
    },
  };
}

let people = 0;

export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  patienceMs = 150_000,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`it never came to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Applications of a company, by the names that people have. */
export async function readApplicants(
  context: Context,
  companyId: string,
): Promise<
  { name: string; email: string | null; job: string; stage: string; candidateId: string; id: string }[]
> {
  return context.db.inCompany(companyId, async (tx) => {
    const { rows } = await sql<{
      name: string;
      email: string | null;
      job: string;
      stage: string;
      candidateId: string;
      id: string;
    }>`
      select trim(c.first_name || ' ' || c.last_name) as name, c.email, j.title as job, s.kind as stage,
             c.id as "candidateId", a.id
        from applications a
        join candidates c on c.id = a.candidate_id join jobs j on j.id = a.job_id join stages s on s.id = a.stage_id
       order by a.id`.execute(tx);
    return rows;
  });
}
