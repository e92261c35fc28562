// For integration tests: a hiring company, and a sandbox company that is connected over real
// HTTP to the server under test. The sandbox's tables and ledger judge what was really done.
import type { FaultKind, Hire, HireInput, HireState } from '@joinery/sdk';
import { sql } from 'kysely';
import { listAccessLevels } from '../modules/access/access-levels.service.ts';
import { accountOwner } from '../modules/access/levels.ts';
import type { Principal } from '../modules/access/principal.ts';
import { listApplications, moveApplication } from '../modules/applications/applications.service.ts';
import { systemPrincipal } from '../modules/companies/companies.service.ts';
import { createConnection } from '../modules/connections/connections.service.ts';
import type { Context } from '../modules/context.ts';
import { listLists } from '../modules/fields/lists.service.ts';
import { compareHiresWorkflow } from '../modules/hires/compare-hires.workflow.ts';
import { getHire, requestHire } from '../modules/hires/hires.service.ts';
import { prepareHireWorkflow } from '../modules/hires/prepare-hire.workflow.ts';
import { reconcileHiresWorkflow } from '../modules/hires/reconcile-hires.workflow.ts';
import { sendHireWorkflow } from '../modules/hires/send-hire.workflow.ts';
import { sendHireChangeWorkflow } from '../modules/hires/send-hire-change.workflow.ts';
import { createCandidate } from '../modules/intake/intake.service.ts';
import { createJob } from '../modules/jobs/jobs.service.ts';
import { createKey } from '../modules/keys/keys.service.ts';
import { sendProviderWriteWorkflow } from '../modules/provider-writes/send-provider-write.workflow.ts';
import {
  addFault,
  createSandbox,
  markerField,
  type Sandbox,
} from '../modules/sandboxes/sandboxes.service.ts';
import { listStages } from '../modules/stages/stages.service.ts';
import { runSyncWorkflow } from '../modules/syncs/run-sync.workflow.ts';
import { createUser } from '../modules/users/users.service.ts';
import { buildSurfaces } from '../surfaces/surfaces.ts';
import { createTestContext, type TestContext } from './context.ts';

/** Waits short enough for a test, in the proportions of the real ones. */
export const quickTiming = {
  quietMs: 400,
  secondLookMs: 200,
  firstRetryMs: 100,
  maxRetryMs: 400,
  firstThrottleMs: 100,
};

export interface HireBench extends TestContext {
  origin: string;
  owner: Principal;
  sandbox: Sandbox;
  sandboxOwner: Principal;
  /** List values that the sandbox knows; it refuses any other. */
  known: { jobTitle: string; department: string; location: string };
  aConnection(over?: ConnectionChange): Promise<string>;
  /** A candidate of a new name whose application stands in the stage Hired. */
  aHiredApplication(over?: Partial<Applying>): Promise<Applicant>;
  request(input: Pick<HireInput, 'applicationId' | 'connectionId'>, fields?: object): Promise<Hire>;
  /** The hire once it is in one of these states. */
  until(id: string, ...states: HireState[]): Promise<Hire>;
  fault(operation: string, fault: FaultKind, count?: number, seconds?: number): Promise<void>;
}

export interface ConnectionChange {
  markerField?: string | null;
  subdomain?: string;
  baseUrl?: string;
  apiKey?: string;
}

export interface Applicant {
  applicationId: string;
  candidateId: string;
  firstName: string;
  lastName: string;
  email: string | null;
}

export async function startHireBench({
  test,
  employees = 6,
}: {
  /** A context of one's own; closed with the bench. */
  test?: TestContext;
  employees?: number;
} = {}): Promise<HireBench> {
  const opened = test ?? (await createTestContext());
  const { context } = opened;
  context.engine.registerWorkflow(prepareHireWorkflow(context));
  context.engine.registerWorkflow(compareHiresWorkflow(context));
  context.engine.registerWorkflow(sendHireWorkflow(context));
  context.engine.registerWorkflow(sendHireChangeWorkflow(context));
  context.engine.registerWorkflow(reconcileHiresWorkflow(context));
  context.engine.registerWorkflow(sendProviderWriteWorkflow(context));
  context.engine.registerWorkflow(runSyncWorkflow(context));
  const http = await buildSurfaces(context, { isReady: () => true });
  const origin = await http.listen({ port: 0, host: '127.0.0.1' });
  opened.listensOn(Number(new URL(origin).port));
  await context.engine.start({ worker: true });
  const { owner } = await opened.aCompany({ slug: 'hiring' });
  const sandbox = await createSandbox(context, { slug: 'acme', name: 'Acme', employees });
  const known = await knownValues(context, systemPrincipal(sandbox.company));
  return {
    ...opened,
    origin,
    owner,
    sandbox,
    sandboxOwner: systemPrincipal(sandbox.company),
    known,
    aConnection: (over = {}) => aConnection(context, owner, { origin, sandbox }, over),
    aHiredApplication: (over = {}) => aHiredApplication(context, owner, over),
    request: (input, fields = {}) =>
      requestHire(context, owner, {
        ...input,
        // Tests of other faults are not about the lists.
        unchecked: true,
        fields: { hireDate: '2027-01-04', employmentStatus: 'Full-Time', ...known, ...fields },
      }),
    until: (id, ...states) => until(context, owner, id, states),
    fault: async (operation, fault, count = 1, seconds) => {
      await addFault(context, systemPrincipal(sandbox.company), { operation, fault, count, seconds });
    },
    close: async () => {
      await http.close();
      await opened.close();
    },
  };
}

/** List values that the sandbox knows; it refuses any other. */
export async function knownValues(context: Context, principal: Principal) {
  const lists = await listLists(context, principal);
  const first = (alias: string) => lists.find((list) => list.alias === alias)?.options[0]?.name ?? '';
  return { jobTitle: first('jobTitle'), department: first('department'), location: first('location') };
}

let people = 0;

async function aConnection(
  context: Context,
  owner: Principal,
  { origin, sandbox }: { origin: string; sandbox: Sandbox },
  over: ConnectionChange,
): Promise<string> {
  const { id } = await createConnection(context, owner, {
    provider: 'bamboohr',
    name: `Acme ${people}`,
    subdomain: 'acme',
    apiKey: sandbox.apiKey,
    baseUrl: `${origin}/api/gateway.php/acme`,
    markerField: markerField.alias,
    enabled: true,
    ...over,
  });
  await setTiming(context, owner, id, quickTiming);
  return id;
}

/** An API key of a new user with every right. */
export async function aKey(context: Context, principal: Principal): Promise<string> {
  const levels = await listAccessLevels(context, principal);
  const accessLevelId = levels.find(({ builtin }) => builtin === accountOwner)?.id ?? '';
  const user = { kind: 'service' as const, firstName: 'Test', lastName: 'Robot', accessLevelId };
  const { id: userId } = await createUser(context, principal, user);
  return (await createKey(context, principal, { name: 'Test', userId })).key;
}

export async function setTiming(
  context: Pick<Context, 'db'>,
  owner: Principal,
  connectionId: string,
  timing: Record<string, number>,
): Promise<void> {
  await context.db.inCompany(owner.companyId, (tx) =>
    sql`update connections set settings = settings || ${JSON.stringify({ timing })}::jsonb where id = ${connectionId}`.execute(
      tx,
    ),
  );
}

export interface Applying {
  resume: boolean | { name: string; bytes: Buffer };
  email: string | null;
}

export async function aHiredApplication(
  context: Context,
  owner: Principal,
  { resume = true, email }: Partial<Applying>,
): Promise<Applicant> {
  people += 1;
  const person = { firstName: 'Ada', lastName: `Byron-${people}-${process.pid}` };
  const address = email === undefined ? `ada.${people}.${process.pid}@mail.example` : email;
  const job = await createJob(context, owner, {
    title: 'Software Engineer',
    status: 'open',
    description: '',
  });
  const upload = {
    field: 'resume',
    name: 'Ada Byron.txt',
    contentType: 'text/plain',
    bytes: Buffer.from(`Résumé of person ${people}.\n`),
    ...(typeof resume === 'object' && resume),
  };
  const candidate = await createCandidate(
    context,
    owner,
    { ...person, ...(address === null ? {} : { email: address }), jobId: job.id },
    resume ? [upload] : [],
  );
  const page = await listApplications(context, owner, { jobId: job.id }, { limit: 1 });
  const applicationId = page.items[0]?.id ?? '';
  const stages = await listStages(context, owner);
  const hired = stages.find((stage) => stage.kind === 'hired')?.id ?? '';
  await moveApplication(context, owner, applicationId, { stageId: hired });
  return { ...person, applicationId, candidateId: candidate.id, email: address };
}

async function until(context: Context, owner: Principal, id: string, states: HireState[]): Promise<Hire> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const hire = await getHire(context, owner, id);
    if (states.includes(hire.state)) return hire;
    if (Date.now() > deadline)
      throw new Error(`hire is ${hire.state} (${hire.problem}), not ${states.join(' or ')}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

/** What the sandbox company really holds, read from its tables. */
export async function readSandbox(context: Pick<Context, 'db'>, companyId: string, marker: string) {
  return context.db.inCompany(companyId, async (tx) => {
    const employees = await sql<{ id: string; number: number }>`
      select id, number from employees where "values" ->> ${markerField.alias} = ${marker}`.execute(tx);
    const ids = employees.rows.map((row) => row.id);
    const rows = await sql<{ table_alias: string; effective_on: string; status: string }>`
      select table_alias, effective_on, "values" ->> 'employmentStatus' as status
        from employee_rows where employee_id = any(${ids}) order by id`.execute(tx);
    const files = await sql<{ name: string; category: string }>`
      select f.name, c.name as category from filed_files f join file_categories c on c.id = f.category_id
       where f.employee_id = any(${ids})`.execute(tx);
    return {
      numbers: employees.rows.map((row) => row.number),
      statusRows: rows.rows
        .filter((row) => row.table_alias === 'employmentStatus')
        .map((row) => ({ date: row.effective_on, status: row.status })),
      /** How many rows each table has. */
      rows: Object.fromEntries(
        [...Map.groupBy(rows.rows, (row) => row.table_alias)].map(([table, some]) => [table, some.length]),
      ) as Record<string, number>,
      files: files.rows,
    };
  });
}

/** Requests that reached the sandbox since `after`, by operation. */
export async function readLedger(
  context: Pick<Context, 'db'>,
  companyId: string,
  operation: string,
): Promise<{ status: number | null; executed: boolean; fault: string | null }[]> {
  return context.db.inCompany(companyId, async (tx) => {
    const answer = await sql<{ status: number | null; executed: boolean; fault: string | null }>`
      select status, executed, fault from sandbox_requests where operation = ${operation} order by id`.execute(
      tx,
    );
    return answer.rows;
  });
}
