import type { ErrorCode } from '@joinery/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import type { Principal } from '../access/principal.ts';
import { deleteEmployee } from '../employees/employees.service.ts';
import { aTeam, type Team } from '../time-off/testing/team.ts';
import * as records from './training-records.service.ts';
import * as trainings from './trainings.service.ts';

let test: TestContext;
let team: Team;
let guided: number;
let own: number;

const refused = (code: ErrorCode) => expect.objectContaining({ code });
const aType = (name: string, change: Partial<trainings.TypeInput> = {}): trainings.TypeInput => ({
  name,
  required: false,
  renewalMonths: null,
  dueDays: null,
  category: null,
  linkUrl: null,
  description: null,
  selfCompletion: false,
  ...change,
});
const details = {
  completedOn: '2026-05-29',
  notes: 'Well done',
  instructor: null,
  credits: 1.5,
  hours: null,
  cost: { value: '50.00', currency: 'EUR' },
};
const record = (principal: Principal, number: number, typeId = guided) =>
  records.recordTraining(test.context, principal, number, { ...details, typeId });
const list = (principal: Principal, number: number) => records.listRecords(test.context, principal, number);
const create = (principal: Principal, input: trainings.TypeInput) =>
  trainings.createType(test.context, principal, input);
const events = async (type: string) =>
  test.context.db.inCompany(team.owner.companyId, (tx) =>
    tx.selectFrom('events').selectAll().where('type', '=', type).orderBy('id').execute(),
  );

beforeAll(async () => {
  test = await createTestContext();
});
afterAll(() => test.close());
beforeEach(async () => {
  team = await aTeam(test);
  ({ id: guided } = await create(team.owner, aType('First Aid')));
  ({ id: own } = await create(team.owner, aType('Handbook', { selfCompletion: true })));
});

describe('types and categories', () => {
  it('are made, changed and removed', async () => {
    const made = await create(team.owner, aType('Fire', { category: { name: 'Safety' }, renewalMonths: 12 }));
    const [safety] = await trainings.listCategories(test.context, team.owner);
    expect(made.category).toEqual(safety);
    const same = await create(team.owner, aType('Water', { category: { name: 'SAFETY' } }));
    expect(same.category).toEqual(safety);
    const changed = await trainings.updateType(
      test.context,
      team.owner,
      made.id,
      aType('Fire!', { required: true, dueDays: 9 }),
    );
    expect(changed).toMatchObject({ name: 'Fire!', category: null, renewalMonths: null, dueDays: 9 });
    await trainings.renameCategory(test.context, team.owner, safety?.id ?? 0, 'Safety first');
    await trainings.removeCategory(test.context, team.owner, safety?.id ?? 0);
    await trainings.removeType(test.context, team.owner, made.id);
    const left = await trainings.listTypes(test.context, team.owner);
    expect(left.map(({ name, category }) => [name, category])).toEqual([
      ['First Aid', null],
      ['Handbook', null],
      ['Water', null],
    ]);
    expect((await events('trainings.updated')).at(-1)?.payload).toEqual({ typeId: made.id });
  });

  it('have names of their own, and categories that there are', async () => {
    await expect(create(team.owner, aType('first aid'))).rejects.toEqual(refused('request.invalid'));
    await expect(trainings.updateType(test.context, team.owner, own, aType('FIRST AID'))).rejects.toEqual(
      refused('request.invalid'),
    );
    await expect(create(team.owner, aType('New', { category: { id: 999_999 } }))).rejects.toEqual(
      refused('request.invalid'),
    );
    await expect(create(team.owner, aType('New', { dueDays: 3 }))).rejects.toEqual(
      refused('request.invalid'),
    );
    const a = await trainings.createCategory(test.context, team.owner, 'A');
    await trainings.createCategory(test.context, team.owner, 'B');
    await expect(trainings.createCategory(test.context, team.owner, 'a')).rejects.toEqual(
      refused('request.invalid'),
    );
    await expect(trainings.renameCategory(test.context, team.owner, a.id, 'b')).rejects.toEqual(
      refused('trainings.name_taken'),
    );
    await trainings.renameCategory(test.context, team.owner, a.id, 'a');
  });

  it('stay while somebody has completed them', async () => {
    const { id } = await record(team.owner, team.worker);
    await expect(trainings.removeType(test.context, team.owner, guided)).rejects.toEqual(
      refused('trainings.type_in_use'),
    );
    await records.removeRecord(test.context, team.owner, id);
    await trainings.removeType(test.context, team.owner, guided);
    await expect(trainings.removeType(test.context, team.owner, guided)).rejects.toEqual(
      refused('trainings.type_not_found'),
    );
    await expect(trainings.removeCategory(test.context, team.owner, 999_999)).rejects.toEqual(
      refused('trainings.category_not_found'),
    );
  });

  it('are changed with settings rights, and seen by people with trainings', async () => {
    const viewer = team.as({ employees: [{ scope: { kind: 'all' }, fields: { training: 'edit' } }] });
    const settings = team.as({
      settings: { users: 'none', connections: 'none', fields: 'none', company: 'edit' },
    });
    const nobody = team.asLevel('external_recruiter');
    for (const principal of [viewer, settings, team.asLevel('employee', team.worker)])
      expect(await trainings.listTypes(test.context, principal)).toHaveLength(2);
    await expect(trainings.listTypes(test.context, nobody)).rejects.toEqual(refused('access.forbidden'));
    await expect(trainings.listCategories(test.context, nobody)).rejects.toEqual(refused('access.forbidden'));
    await create(settings, aType('New'));
    for (const principal of [viewer, nobody, team.asLevel('manager', team.boss)]) {
      await expect(create(principal, aType('Newer'))).rejects.toEqual(refused('access.forbidden'));
      await expect(trainings.removeType(test.context, principal, own)).rejects.toEqual(
        refused('access.forbidden'),
      );
      await expect(trainings.createCategory(test.context, principal, 'C')).rejects.toEqual(
        refused('access.forbidden'),
      );
    }
  });
});

describe('records', () => {
  it('are kept, replaced and removed, and told of without what they say', async () => {
    const made = await record(team.owner, team.worker);
    expect(await list(team.owner, team.worker)).toEqual([made]);
    const bare = {
      completedOn: '2026-06-01',
      notes: null,
      instructor: null,
      credits: null,
      hours: 2,
      cost: null,
    };
    const after = await records.replaceRecord(test.context, team.owner, made.id, bare);
    expect(after).toEqual({ ...made, ...bare });
    await records.removeRecord(test.context, team.owner, made.id);
    expect(await list(team.owner, team.worker)).toEqual([]);
    await expect(records.removeRecord(test.context, team.owner, made.id)).rejects.toEqual(
      refused('trainings.record_not_found'),
    );
    const told = [...(await events('trainings.recorded')), ...(await events('trainings.removed'))];
    expect(told.map(({ payload }) => payload)).toEqual([
      { number: team.worker, recordId: made.id, typeId: guided },
      { number: team.worker, recordId: made.id, typeId: guided },
      { number: team.worker, recordId: made.id },
    ]);
  });

  it('go with their employee, and need one and a type', async () => {
    await expect(record(team.owner, 9999)).rejects.toEqual(refused('employees.not_found'));
    await expect(record(team.owner, team.worker, 999_999)).rejects.toEqual(refused('request.invalid'));
    const { id } = await record(team.owner, team.worker);
    await deleteEmployee(test.context, team.owner, team.worker);
    await expect(records.removeRecord(test.context, team.owner, id)).rejects.toEqual(
      refused('trainings.record_not_found'),
    );
  });

  it('of another company, and its types, do not exist', async () => {
    const { id } = await record(team.owner, team.worker);
    const other = await aTeam(test);
    await expect(records.replaceRecord(test.context, other.owner, id, details)).rejects.toEqual(
      refused('trainings.record_not_found'),
    );
    await expect(record(other.owner, other.worker)).rejects.toEqual(refused('request.invalid'));
    await expect(trainings.updateType(test.context, other.owner, guided, aType('Mine'))).rejects.toEqual(
      refused('trainings.type_not_found'),
    );
    expect(await trainings.listTypes(test.context, other.owner)).toEqual([]);
  });
});

describe('who may record trainings', () => {
  it('is the manager and who holds the right; employees what they may complete themselves', async () => {
    const self = team.asLevel('employee', team.worker);
    const boss = team.asLevel('manager', team.boss);
    const clerk = team.as({ employees: [{ scope: { kind: 'all' }, fields: { training: 'edit' } }] });
    await record(boss, team.worker);
    await record(clerk, team.stranger);
    const mine = await record(self, team.worker, own);
    await expect(record(self, team.worker)).rejects.toEqual(refused('access.forbidden'));
    await expect(record(self, team.worker, 999_999)).rejects.toEqual(refused('access.forbidden'));
    await expect(records.removeRecord(test.context, self, mine.id)).rejects.toEqual(
      refused('access.forbidden'),
    );
    expect(await list(self, team.worker)).toHaveLength(2);
    expect(await list(boss, team.worker)).toHaveLength(2);
    await records.removeRecord(test.context, boss, mine.id);
  });

  it('is nobody else: not whoever sees all ordinary fields, and not across scopes', async () => {
    const { id } = await record(team.owner, team.stranger);
    const ordinary = team.as({ employees: [{ scope: { kind: 'all' }, fields: { '*': 'edit' } }] });
    const viewer = team.as({ employees: [{ scope: { kind: 'all' }, fields: { training: 'view' } }] });
    expect(await list(viewer, team.stranger)).toHaveLength(1);
    await expect(record(viewer, team.stranger)).rejects.toEqual(refused('access.forbidden'));
    for (const principal of [
      ordinary,
      team.asLevel('employee', team.worker),
      team.asLevel('manager', team.boss),
    ]) {
      await expect(list(principal, team.stranger)).rejects.toEqual(refused('access.forbidden'));
      await expect(record(principal, team.stranger, own)).rejects.toEqual(refused('access.forbidden'));
      await expect(records.replaceRecord(test.context, principal, id, details)).rejects.toEqual(
        refused('access.forbidden'),
      );
    }
  });
});
