// For integration tests: from the move of an application to the first step of its hire.
import type { ApprovalRules, Hire, HireTrigger } from '@joinery/sdk';
import { expect } from 'vitest';
import { getApplication, moveApplication } from '../modules/applications/applications.service.ts';
import { listHireLog } from '../modules/hires/hire-log.service.ts';
import { putHireTriggers } from '../modules/hires/hire-triggers.service.ts';
import { listHires } from '../modules/hires/hires.service.ts';
import { listStages } from '../modules/stages/stages.service.ts';
import { aHiresLevel, aPerson, type Person } from './approval-bench.ts';
import { type Applicant, type HireBench, readLedger, startHireBench } from './hire-bench.ts';

export const createOperation = 'POST /v1/employees';
export const listsOperation = 'GET /v1/meta/lists';

export const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: { code?: string }) => error.code ?? error,
  );

export const isPrepared = ({ state, problem }: Hire) =>
  state !== 'draft' || !problem?.startsWith('The account is');

type Applied = Pick<Applicant, 'applicationId'>;

export interface HireFlow extends HireBench {
  connectionId: string;
  /** Complete, and known to the sandbox. */
  fields(): { hireDate: string; employmentStatus: string } & HireBench['known'];
  /** How many creates the sandbox got. */
  creates(): Promise<number>;
  logOf(id: string): Promise<Awaited<ReturnType<typeof listHireLog>>['items']>;
  /** Acts and changes of state, in order. */
  acts(id: string): Promise<string[]>;
  eventsOf(id: string): Promise<string[]>;
  stageOf(kind: string): Promise<string>;
  hiresOf(applicant: Applied): Promise<Hire[]>;
  move(applicant: Applied, kind: string): Promise<void>;
  /** Not hired yet, on a connection of its own, whose triggers bother no other test. */
  aScene(trigger?: Partial<HireTrigger>): Promise<{ applicant: Applicant; connectionId: string }>;
  untilHires(applicant: Applicant, isSo: (hires: Hire[]) => boolean): Promise<Hire[]>;
  approvers(count?: number): Promise<{ people: Person[]; rules: ApprovalRules }>;
}

export async function startHireFlow(): Promise<HireFlow> {
  const bench = await startHireBench();
  const { context, owner, sandbox } = bench;
  const hiresOf = async ({ applicationId }: Applied) =>
    (await listHires(context, owner, { applicationId }, { limit: 10 })).items;
  const stageOf = async (kind: string) =>
    (await listStages(context, owner)).find((stage) => stage.kind === kind)?.id ?? '';
  const move = async ({ applicationId }: Applied, kind: string) =>
    void (await moveApplication(context, owner, applicationId, { stageId: await stageOf(kind) }));
  const logOf = async (id: string) =>
    (await listHireLog(context, owner, id, { limit: 50 })).items.toReversed();
  return {
    ...bench,
    connectionId: await bench.aConnection(),
    fields: () => ({ hireDate: '2027-01-04', employmentStatus: 'Full-Time', ...bench.known }),
    creates: async () => (await readLedger(context, sandbox.company.id, createOperation)).length,
    logOf,
    acts: async (id) =>
      (await logOf(id)).map(({ action, detail }) =>
        action === 'state_changed' ? `${detail?.from}-${detail?.to}` : action,
      ),
    eventsOf: (id) =>
      context.db.inCompany(owner.companyId, async (tx) => {
        const events = tx.selectFrom('events').select('type').where('subject_id', '=', id).orderBy('id');
        return (await events.execute()).map(({ type }) => type);
      }),
    stageOf,
    hiresOf,
    move,
    aScene: async (trigger) => {
      const applicant = await bench.aHiredApplication();
      await move(applicant, 'new');
      const connectionId = await bench.aConnection();
      if (trigger !== undefined) {
        const { jobId } = await getApplication(context, owner, applicant.applicationId);
        const items = [{ jobId, mode: 'automatic' as const, approval: null, ...trigger }];
        await putHireTriggers(context, owner, connectionId, { items });
      }
      return { applicant, connectionId };
    },
    untilHires: async (applicant, isSo) => {
      const look = async () => isSo(await hiresOf(applicant));
      await expect.poll(look, { interval: 50 }).toBe(true);
      return hiresOf(applicant);
    },
    approvers: async (count = 1) => {
      const level = await aHiresLevel(context, owner, `Approvers ${Math.random()}`);
      const people: Person[] = [];
      for (let n = 0; n < count; n += 1) people.push(await aPerson(context, owner, { level }));
      const rules = {
        userIds: people.map(({ userId }) => userId),
        accessLevelIds: [],
        quorum: 1,
        expiresAfterHours: null,
        remindAfterHours: null,
      };
      return { people, rules };
    },
  };
}
