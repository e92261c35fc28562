import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWriteBench, type WriteBench } from '../../testing/write-bench.ts';
import { updateConnection } from '../connections/connections.service.ts';
import {
  addRow,
  createEmployee,
  deleteEmployee,
  importEmployees,
  listRows,
  readEmployee,
  removeRow,
  updateEmployee,
  updateRow,
} from '../employees/employees.service.ts';
import { listFields } from '../fields/fields.service.ts';
import { changeOptions } from '../fields/list-changes.service.ts';
import { getList } from '../fields/lists.service.ts';
import { markerField, removeFaults } from '../sandboxes/sandboxes.service.ts';
import { getProviderWrite, listProviderWrites, resolveProviderWrite } from './provider-writes.service.ts';

const createOperation = 'POST /v1/employees';
const updateOperation = 'POST /v1/employees/{id}';
const deleteOperation = 'DELETE /v1/employees/{id}';
const addOperation = 'POST /v1/employees/{id}/tables/{table}';

let bench: WriteBench;

beforeAll(async () => {
  bench = await startWriteBench();
});
afterAll(() => bench.close());

const executed = async (operation: string) =>
  (await bench.ledger(operation)).filter((request) => request.executed).length;
const inSource = async (number: number, ...names: string[]) =>
  (await readEmployee(bench.context, bench.sourceOwner, number, names, { onlyCurrent: true })).values;
const inMirror = async (number: number, ...names: string[]) =>
  (await readEmployee(bench.context, bench.owner, number, names, { onlyCurrent: true })).values;
const sourceRows = async (number: number, table: string) =>
  listRows(bench.context, bench.sourceOwner, number, table);
let people = 0;
const aPerson = (over: Record<string, unknown> = {}) => {
  people += 1;
  return { firstName: 'Ada', lastName: `Through-${people}`, hireDate: '2024-01-04', ...over };
};
const eventsOf = async (id: string | undefined) =>
  bench.context.db.inCompany(bench.owner.companyId, async (tx) => {
    const found = tx
      .selectFrom('events')
      .select('type')
      .where('subject_id', '=', id ?? '');
    return (await found.execute()).map(({ type }) => type);
  });
const columns = async (id: string) =>
  bench.context.db.inCompany(bench.owner.companyId, async (tx) => {
    const { rows } = await sql<{ sealed_payload: string | null; row: string }>`
      select sealed_payload, row_to_json(w)::text as row from provider_writes w where id = ${id}`.execute(tx);
    return rows[0];
  });

describe('in a mirrored company', () => {
  it('a new employee is made at the source, once, and gets the number that the source gave', async () => {
    const before = await executed(createOperation);
    const person = aPerson({ workEmail: 'ada.through@acme.example', jobTitle: 'Software Engineer' });
    const { id, number } = await createEmployee(bench.context, bench.owner, person);
    expect(id).toMatch(/^emp_/);
    expect(await inMirror(number, 'lastName')).toEqual({ lastName: person.lastName });
    expect(await inSource(number, 'firstName', 'lastName', 'jobTitle', 'workEmail')).toEqual({
      firstName: 'Ada',
      lastName: person.lastName,
      jobTitle: 'Software Engineer',
      workEmail: 'ada.through@acme.example',
    });
    expect(await executed(createOperation)).toBe(before + 1);
    const [write] = (await listProviderWrites(bench.context, bench.owner, {}, { limit: 1 })).items;
    expect(write).toMatchObject({
      kind: 'create_employee',
      state: 'done',
      outcome: 'done',
      employeeNumber: number,
      providerId: String(number),
      attempts: 1,
      problem: null,
      requestedBy: 'Test',
    });
    expect(await eventsOf(write?.id)).toEqual(['provider_writes.completed']);
    const stored = await columns(write?.id ?? '');
    expect(stored?.sealed_payload).toBeNull();
    expect(stored?.row).not.toContain('Through');
  });

  it('fields, rows and deletions are written at the source', async () => {
    const { number } = await copied();
    const one = await updateEmployee(bench.context, bench.owner, number, {
      mobilePhone: '555-0101',
      jobTitle: 'Accountant',
    });
    expect(one.written).toEqual(['mobilePhone', 'jobTitle']);
    const changed = { mobilePhone: '555-0101', jobTitle: 'Accountant' };
    expect(await inSource(number, 'mobilePhone', 'jobTitle')).toEqual(changed);
    expect(await inMirror(number, 'mobilePhone', 'jobTitle')).toEqual(changed);
    const pay = { startDate: '2026-02-01', rate: '7000.00 USD', type: 'Salary', paidPer: 'Month' };
    const { rowId } = await addRow(bench.context, bench.owner, number, 'compensation', pay);
    const mine = await listRows(bench.context, bench.owner, number, 'compensation');
    expect(mine.find(({ id }) => id === rowId)?.values.startDate).toBe('2026-02-01');
    const added = (await sourceRows(number, 'compensation')).filter(
      ({ values }) => values.startDate === '2026-02-01',
    );
    expect(added.map(({ values }) => values.rate)).toEqual([{ value: '7000.00', currency: 'USD' }]);
    const [row] = await listRows(bench.context, bench.owner, number, 'employmentStatus');
    await updateRow(bench.context, bench.owner, number, 'employmentStatus', row?.id ?? 0, {
      comment: 'Checked',
    });
    expect((await sourceRows(number, 'employmentStatus'))[0]?.values.comment).toBe('Checked');
    const job = (await listRows(bench.context, bench.owner, number, 'jobInfo'))[0];
    const jobs = (await sourceRows(number, 'jobInfo')).length;
    await removeRow(bench.context, bench.owner, number, 'jobInfo', job?.id ?? 0);
    expect(await sourceRows(number, 'jobInfo')).toHaveLength(jobs - 1);
    await deleteEmployee(bench.context, bench.owner, number);
    await expect(inSource(number, 'firstName')).rejects.toMatchObject({ code: 'employees.not_found' });
    await expect(inMirror(number, 'firstName')).rejects.toMatchObject({ code: 'employees.not_found' });
  });

  it('what was set is not found in the receipt by trying all that it could be', async () => {
    const { number } = await copied();
    await updateEmployee(bench.context, bench.owner, number, { mobilePhone: '555-0199' });
    const canonical = JSON.stringify(['POST', `employees/${number}`, [['mobilePhone', '555-0199']]]);
    const { requestHash } = (await newest()) ?? {};
    expect(requestHash).toBe(bench.context.secrets.mac('request', canonical));
    expect(requestHash).not.toBe(createHash('sha256').update(canonical).digest('hex'));
  });

  it('a person is named to the source as it names them', async () => {
    const { number } = await copied();
    const boss = await copied();
    const date = '2026-03-01';
    await addRow(bench.context, bench.owner, number, 'jobInfo', { date, reportsTo: String(boss.number) });
    const rows = await sourceRows(number, 'jobInfo');
    expect(rows.find(({ values }) => values.date === date)?.values.reportsTo).toBe(boss.name);
  });

  it('a row whose number at the source is not known is found by what it says', async () => {
    const { number } = await copied();
    const [row] = await listRows(bench.context, bench.owner, number, 'compensation');
    await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      sql`update employee_rows set provider_row_id = null where id = ${row?.id}`.execute(tx),
    );
    await updateRow(bench.context, bench.owner, number, 'compensation', row?.id ?? 0, {
      comment: 'By content',
    });
    const changed = (await sourceRows(number, 'compensation')).filter(
      ({ values }) => values.comment === 'By content',
    );
    expect(changed.map(({ values }) => values.startDate)).toEqual([row?.values.startDate]);
  });

  it('options of a list are changed at the source, and people who have them follow', async () => {
    const titles = 17;
    const optionsOf = async (principal: typeof bench.owner) =>
      (await getList(bench.context, principal, titles)).options;
    const change = (...changes: Parameters<typeof changeOptions>[3]) =>
      changeOptions(bench.context, bench.owner, titles, changes);
    const { number } = await copied();
    const { jobTitle } = await inMirror(number, 'jobTitle');
    const { options } = await change({ name: 'Wizard' });
    expect(options.map(({ name }) => name)).toContain('Wizard');
    expect((await optionsOf(bench.sourceOwner)).map(({ name }) => name)).toContain('Wizard');
    const idOf = (name: unknown) => options.find((option) => option.name === name)?.id;
    const changed = await change(
      { id: idOf(jobTitle), name: `${jobTitle} of Old` },
      { id: idOf('Wizard'), archived: true },
    );
    const names = changed.options.map(({ name, archived }) => [name, archived]);
    expect(names).toEqual(
      expect.arrayContaining([
        [`${jobTitle} of Old`, false],
        ['Wizard', true],
      ]),
    );
    expect(names).not.toContainEqual([jobTitle, false]);
    for (const read of [inMirror, inSource])
      expect(await read(number, 'jobTitle')).toEqual({ jobTitle: `${jobTitle} of Old` });
    const [write] = (await listProviderWrites(bench.context, bench.owner, {}, { limit: 1 })).items;
    expect(write).toMatchObject({ kind: 'change_list', state: 'done', target: '17', employeeNumber: null });
    await expect(change({ name: 'wizard' })).rejects.toMatchObject({ code: 'lists.option_taken' });
    const { access } = bench.owner;
    const settings = { ...access.settings, fields: 'view' as const };
    const reader = { ...bench.owner, access: { ...access, settings } };
    await expect(changeOptions(bench.context, reader, titles, [{ name: 'Imp' }])).rejects.toMatchObject({
      code: 'access.forbidden',
    });
  });

  it('a change of a list that the source refuses is told in its words', async () => {
    const setManageable = (is: boolean) =>
      bench.context.db.inCompany(bench.sandbox.company.id, (tx) =>
        sql`update lists set manageable = ${is} where number = 17`.execute(tx),
      );
    await setManageable(false);
    const change = changeOptions(bench.context, bench.owner, 17, [{ name: 'Never' }]);
    await expect(change).rejects.toMatchObject({
      code: 'provider.refused',
      write: { words: expect.stringMatching(/./) },
    });
    await setManageable(true);
    expect((await getList(bench.context, bench.owner, 17)).options.map(({ name }) => name)).not.toContain(
      'Never',
    );
  });

  it.each(['execute_then_drop', 'drop'] as const)(
    'an option is added once when the answer is lost by %s',
    async (fault) => {
      await bench.fault('PUT /v1/meta/lists/{listFieldId}', fault);
      const name = `Option ${fault}`;
      await changeOptions(bench.context, bench.owner, 17, [{ name }]);
      for (const principal of [bench.owner, bench.sourceOwner]) {
        const { options } = await getList(bench.context, principal, 17);
        expect(options.filter((option) => option.name === name)).toHaveLength(1);
      }
    },
  );

  it('what is not sent from here is refused with where to do it, and stored nowhere', async () => {
    const refused = { code: 'provider.write_not_supported', message: expect.stringContaining('in BambooHR') };
    const person = { values: aPerson(), rows: [] };
    await expect(importEmployees(bench.context, bench.owner, [person])).rejects.toMatchObject(refused);
    const codes = [{ name: 'Witch', adpCode: 'W' }];
    await expect(changeOptions(bench.context, bench.owner, 17, codes)).rejects.toMatchObject(refused);
  });

  it('nothing is sent that this company would refuse itself', async () => {
    const { number } = await copied();
    const before = (await bench.ledger(updateOperation)).length;
    await expect(
      updateEmployee(bench.context, bench.owner, number, { hireDate: 'soon' }),
    ).rejects.toMatchObject({
      code: 'employees.invalid_value',
    });
    await expect(updateEmployee(bench.context, bench.owner, number, { nothing: '1' })).rejects.toMatchObject({
      code: 'request.invalid',
    });
    const nobody = { ...bench.owner, access: { ...bench.owner.access, employees: [] } };
    await expect(updateEmployee(bench.context, nobody, number, { city: 'Lindon' })).rejects.toMatchObject({
      code: 'access.forbidden',
    });
    expect(await bench.ledger(updateOperation)).toHaveLength(before);
  });
});

describe('when the source refuses', () => {
  it('the caller is told in its words, and nothing is kept', async () => {
    let holder: Record<string, unknown> = { workEmail: null };
    while (holder.workEmail === null) holder = await inSource((await copied()).number, 'workEmail');
    const { number } = await copied();
    const error = updateEmployee(bench.context, bench.owner, number, { workEmail: holder.workEmail });
    await expect(error).rejects.toMatchObject({
      code: 'provider.refused',
      write: { status: 409, words: 'Another employee has this work e-mail address.' },
    });
    const [write] = (await listProviderWrites(bench.context, bench.owner, {}, { limit: 1 })).items;
    expect(write).toMatchObject({ state: 'refused', outcome: 'refused', problem: { status: 409 } });
    expect(await eventsOf(write?.id)).toEqual(['provider_writes.refused']);
    expect((await columns(write?.id ?? ''))?.sealed_payload).toBeNull();
  });
});

describe('when the connection cannot be used', () => {
  const setConnection = (set: string) =>
    bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      sql`update connections set ${sql.raw(set)} where id = ${bench.connectionId}`.execute(tx),
    );
  const change = async () =>
    updateEmployee(bench.context, bench.owner, (await copied()).number, { city: 'Nowhere' });

  it.each([
    ['stopped_at = now()', 'stopped_at = null', 'connections.unauthorized', 'new key'],
    ['enabled = false', 'enabled = true', 'connections.disabled', 'Switch it on'],
  ])('with %s a write is refused at once, with what to do, and not kept', async (set, undo, code, cure) => {
    const before = await newest();
    await setConnection(set);
    await expect(change()).rejects.toMatchObject({ code, message: expect.stringContaining(cure) });
    await setConnection(undo);
    expect((await newest())?.id).toBe(before?.id);
  });

  it('a key that is refused while it is used ends the write, and nothing is sent later', async () => {
    const before = await executed(updateOperation);
    await bench.context.db.inCompany(bench.sandbox.company.id, (tx) =>
      sql`update api_keys set revoked_at = now()`.execute(tx),
    );
    await expect(change()).rejects.toMatchObject({
      code: 'connections.unauthorized',
      message: expect.stringContaining('new key'),
    });
    await bench.context.db.inCompany(bench.sandbox.company.id, (tx) =>
      sql`update api_keys set revoked_at = null`.execute(tx),
    );
    await setConnection('stopped_at = null');
    expect(await newest()).toMatchObject({ state: 'refused', problem: { code: 'connections.unauthorized' } });
    expect(await executed(updateOperation)).toBe(before);
  });
});

describe('when the key is refused while a write is on its way', () => {
  const setRevoked = (at: string) =>
    bench.context.db.inCompany(bench.sandbox.company.id, (tx) =>
      sql`update api_keys set revoked_at = ${sql.raw(at)}`.execute(tx),
    );
  const isWaiting = async () => {
    const found = bench.context.db.inCompany(bench.owner.companyId, (tx) =>
      sql<{ note: string | null }>`select note from provider_writes order by id desc limit 1`.execute(tx),
    );
    return (await found).rows[0]?.note?.includes('goes on by itself') === true;
  };
  const giveKey = async () => {
    await setRevoked('null');
    await updateConnection(bench.context, bench.owner, bench.connectionId, { apiKey: bench.sandbox.apiKey });
  };

  it('one whose answer was lost waits, and goes on at once with a key that works', async () => {
    const { number } = await copied();
    const before = await executed(updateOperation);
    await bench.setTiming({ quietMs: 1_000 });
    await bench.fault(updateOperation, 'execute_then_drop');
    const written = updateEmployee(bench.context, bench.owner, number, { city: 'Lost' });
    await expect.poll(() => executed(updateOperation), { interval: 20 }).toBe(before + 1);
    await setRevoked('now()');
    await expect.poll(isWaiting).toBe(true);
    expect(await newest()).toMatchObject({ state: 'ambiguous', problem: null, settledAt: null });
    await giveKey();
    await written;
    await bench.setTiming({});
    expect(await newest()).toMatchObject({ state: 'done', attempts: 1 });
    expect(await executed(updateOperation)).toBe(before + 1);
  });

  it('one whose caller was told to wait is kept, and sent at once with a key that works', async () => {
    const { number } = await copied();
    const before = await executed(updateOperation);
    await bench.setTiming({ callerWaitMs: 150, firstRetryMs: 1_500, maxRetryMs: 1_500 });
    await bench.fault(updateOperation, 'status_503');
    const change = () => updateEmployee(bench.context, bench.owner, number, { city: 'Promised' });
    await expect(change()).rejects.toMatchObject({ code: 'provider.pending' });
    await setRevoked('now()');
    await expect.poll(isWaiting).toBe(true);
    expect(await executed(updateOperation)).toBe(before);
    await giveKey();
    await bench.untilWrite('done');
    await bench.setTiming({});
    await change();
    expect(await executed(updateOperation)).toBe(before + 1);
    expect(await inSource(number, 'city')).toEqual({ city: 'Promised' });
  });
});

describe('when an answer is lost', () => {
  it.each(['execute_then_drop', 'truncate', 'html_200', 'drop'] as const)(
    'by %s, a create is made once and found again',
    async (fault) => {
      const before = await executed(createOperation);
      await bench.fault(createOperation, fault);
      const person = aPerson();
      const { number } = await createEmployee(bench.context, bench.owner, person);
      expect(await inSource(number, 'lastName')).toEqual({ lastName: person.lastName });
      expect(await executed(createOperation)).toBe(before + 1);
    },
  );

  it('and the list of people is cut, a create is made once, and a person is asked', async () => {
    const before = await executed(createOperation);
    await bench.fault(createOperation, 'execute_then_drop');
    // Those who came last are in the half that is not shown.
    await bench.fault('POST /v1/reports/custom', 'short_list', 2);
    const made = createEmployee(bench.context, bench.owner, aPerson());
    await expect(made).rejects.toMatchObject({ code: 'provider.ambiguous' });
    expect(await executed(createOperation)).toBe(before + 1);
    const write = await bench.untilWrite('needs_attention');
    expect(write.problem?.message).toContain('does not see enough');
    await removeFaults(bench.context, bench.sourceOwner);
    const { rows } = await bench.context.db.inCompany(bench.sourceOwner.companyId, (tx) =>
      sql<{ newest: string }>`select max(number)::text as newest from employees`.execute(tx),
    );
    const found = { action: 'exists', providerId: rows[0]?.newest ?? '' } as const;
    await resolveProviderWrite(bench.context, bench.owner, write.id, found);
    expect(await bench.untilWrite('done')).toMatchObject({ id: write.id });
    expect(await executed(createOperation)).toBe(before + 1);
  });

  it('and the write is carried out late, a create is made once', async () => {
    const before = await executed(createOperation);
    await bench.fault(createOperation, 'execute_late', 1, 1);
    await bench.setTiming({ quietMs: 2_500 });
    const person = aPerson();
    const { number } = await createEmployee(bench.context, bench.owner, person);
    await bench.setTiming({});
    expect(await inSource(number, 'lastName')).toEqual({ lastName: person.lastName });
    expect(await executed(createOperation)).toBe(before + 1);
  });

  it.each(['execute_then_drop', 'drop'] as const)(
    'by %s, and without a field for markers, a create is found by its name and made once',
    async (fault) => {
      const setMarker = (name: string | null) =>
        updateConnection(bench.context, bench.owner, bench.connectionId, { markerField: name });
      await setMarker(null);
      const before = await executed(createOperation);
      const first = aPerson();
      const namesake = await createEmployee(bench.context, bench.owner, first);
      await bench.fault(createOperation, fault);
      // Somebody of the same name was there before: that one is not it.
      const { number } = await createEmployee(bench.context, bench.owner, first);
      await setMarker(markerField.alias);
      expect(number).not.toBe(namesake.number);
      expect(await executed(createOperation)).toBe(before + 2);
    },
  );

  it.each(['execute_then_drop', 'drop'] as const)('by %s, a row is added once', async (fault) => {
    const { number } = await copied();
    const values = { startDate: '2026-05-01', rate: '5000.00 USD', type: 'Salary' };
    await addRow(bench.context, bench.owner, number, 'compensation', values);
    const before = (await sourceRows(number, 'compensation')).length;
    await bench.fault(addOperation, fault);
    // The same again is a second row: what was there before is not it.
    await addRow(bench.context, bench.owner, number, 'compensation', values);
    expect(await sourceRows(number, 'compensation')).toHaveLength(before + 1);
  });

  it.each(['execute_then_drop', 'drop'] as const)('by %s, fields are as they were to be', async (fault) => {
    const { number } = await copied();
    await bench.fault(updateOperation, fault);
    await updateEmployee(bench.context, bench.owner, number, { city: `Lindon ${fault}` });
    expect(await inSource(number, 'city')).toEqual({ city: `Lindon ${fault}` });
  });

  it.each(['execute_then_drop', 'drop'] as const)('by %s, a deletion has happened', async (fault) => {
    const { number } = await copied();
    await bench.fault(deleteOperation, fault);
    await deleteEmployee(bench.context, bench.owner, number);
    await expect(inSource(number, 'firstName')).rejects.toMatchObject({ code: 'employees.not_found' });
  });
});

describe('when nobody knows', () => {
  const sendIntoTheDark = async (over: Record<string, unknown> = {}) => {
    await bench.fault(createOperation, 'drop', 2);
    const person = aPerson(over);
    const failed = await createEmployee(bench.context, bench.owner, person).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      code: 'provider.ambiguous',
      write: { id: expect.stringMatching(/^pwr_/) },
    });
    return { person, write: await bench.untilWrite('needs_attention') };
  };
  const resolve = (id: string, resolution: Parameters<typeof resolveProviderWrite>[3]) =>
    resolveProviderWrite(bench.context, bench.owner, id, resolution);

  it('a person is asked, and may have it sent again', async () => {
    const { person, write } = await sendIntoTheDark();
    expect(write).toMatchObject({ attempts: 2, problem: { message: expect.stringContaining('twice') } });
    expect(await eventsOf(write.id)).toEqual(['provider_writes.attention_needed']);
    const waiting = async (connection: string) => {
      const query = { connection, state: 'needs_attention' as const };
      return (await listProviderWrites(bench.context, bench.owner, query, { limit: 5 })).items;
    };
    expect(await waiting(write.connectionId)).toEqual([write]);
    expect(await waiting('con_other')).toEqual([]);
    await resolve(write.id, { action: 'send' });
    const done = await bench.untilWrite('done');
    expect(done.id).toBe(write.id);
    expect(await inSource(Number(done.providerId), 'lastName')).toEqual({ lastName: person.lastName });
    await expect(resolve(write.id, { action: 'send' })).rejects.toMatchObject({
      code: 'provider_writes.not_open',
    });
  });

  it('a person may say that it exists, and which one it is', async () => {
    const { write } = await sendIntoTheDark();
    await expect(resolve(write.id, { action: 'exists' })).rejects.toMatchObject({ code: 'request.invalid' });
    const { number } = await copied();
    const creates = (await bench.ledger(createOperation)).length;
    await resolve(write.id, { action: 'exists', providerId: '999999' });
    expect(await bench.untilWrite('needs_attention')).toMatchObject({
      id: write.id,
      employeeNumber: null,
      problem: { message: expect.stringContaining('nothing with the id 999999') },
    });
    await resolve(write.id, { action: 'exists', providerId: String(number) });
    expect(await bench.untilWrite('done')).toMatchObject({ id: write.id, employeeNumber: number });
    expect(await bench.ledger(createOperation)).toHaveLength(creates);
  });

  it('a person may drop it, and its values are gone', async () => {
    const { write } = await sendIntoTheDark();
    expect((await columns(write.id))?.sealed_payload).not.toBeNull();
    expect(await resolve(write.id, { action: 'drop' })).toMatchObject({ state: 'dropped' });
    expect((await columns(write.id))?.sealed_payload).toBeNull();
  });
});

describe('when it takes long', () => {
  it('the caller is told to wait, and who asks the same again is told the end of the first', async () => {
    await bench.setTiming({ callerWaitMs: 150 });
    const before = await executed(createOperation);
    await bench.fault(createOperation, 'hang', 1, 1);
    const person = aPerson();
    const create = () => createEmployee(bench.context, bench.owner, person);
    await expect(create()).rejects.toMatchObject({
      code: 'provider.pending',
      retryAfterSeconds: 10,
      write: { id: expect.stringMatching(/^pwr_/) },
    });
    const done = await bench.untilWrite('done');
    await bench.setTiming({});
    expect((await create()).number).toBe(Number(done.providerId));
    expect(await executed(createOperation)).toBe(before + 1);
    // Told once: from then on the same is another one.
    expect((await create()).number).not.toBe(Number(done.providerId));
    expect(await executed(createOperation)).toBe(before + 2);
  });

  it('who has set another value since, and sets the first one again, has it set', async () => {
    const { number } = await copied();
    const set = (city: string) => updateEmployee(bench.context, bench.owner, number, { city });
    await bench.setTiming({ callerWaitMs: 150 });
    await bench.fault(updateOperation, 'hang', 1, 1);
    await expect(set('First')).rejects.toMatchObject({ code: 'provider.pending' });
    await bench.untilWrite('done');
    await bench.setTiming({});
    await set('Second');
    await set('First');
    expect(await inSource(number, 'city')).toEqual({ city: 'First' });
  });

  it('two who ask for the same at once make two', async () => {
    const person = aPerson();
    const both = [1, 2].map(() => createEmployee(bench.context, bench.owner, person));
    const [one, other] = await Promise.all(both);
    expect(one?.number).not.toBe(other?.number);
  });

  it('writes of one connection arrive in the order in which they were asked for', async () => {
    const { number } = await copied();
    await bench.fault(updateOperation, 'status_503');
    const cities = ['First', 'Second', 'Third'];
    const writes: Promise<unknown>[] = [];
    let last = (await newest())?.id;
    for (const city of cities) {
      writes.push(updateEmployee(bench.context, bench.owner, number, { city }));
      const before = last;
      await expect.poll(async () => (await newest())?.id).not.toBe(before);
      last = (await newest())?.id;
    }
    await Promise.all(writes);
    expect(await inSource(number, 'city')).toEqual({ city: 'Third' });
  });
});

it('after all of this the mirror shows what the source shows', async () => {
  const { rows } = await bench.context.db.inCompany(bench.sourceOwner.companyId, (tx) =>
    sql<{ number: number }>`select number from employees order by number`.execute(tx),
  );
  const numbers = rows.map(({ number }) => number);
  const names = (await listFields(bench.context, bench.sourceOwner)).flatMap(({ alias }) => alias ?? []);
  // Of the record itself, not of the person.
  const compared = names.filter((name) => !['lastChanged', 'createdByUserId', 'photoUrl'].includes(name));
  const shown = async (principal: typeof bench.owner, number: number) => ({
    values: (await readEmployee(bench.context, principal, number, compared, { onlyCurrent: true })).values,
    rows: await Promise.all(
      ['jobInfo', 'employmentStatus', 'compensation', 'bonus'].map(async (table) =>
        (await listRows(bench.context, principal, number, table))
          .map(({ values }) => JSON.stringify(Object.entries(values).sort()))
          .sort(),
      ),
    ),
  });
  for (const number of numbers)
    expect(await shown(bench.owner, number), `employee ${number}`).toEqual(
      await shown(bench.sourceOwner, number),
    );
  const mirrored = await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
    sql<{ number: number }>`select number from employees order by number`.execute(tx),
  );
  expect(mirrored.rows.map(({ number }) => number)).toEqual(numbers);
});

describe('who may look', () => {
  it('sees their own writes; all of them who sees connections', async () => {
    const { number } = await copied();
    await updateEmployee(bench.context, bench.owner, number, { city: 'Orem' });
    const write = await newest();
    const stranger = {
      ...bench.owner,
      userId: 'usr_other',
      access: {
        ...bench.owner.access,
        settings: { ...bench.owner.access.settings, connections: 'none' as const },
      },
    };
    const id = write?.id ?? '';
    const hidden = { code: 'provider_writes.not_found' };
    await expect(getProviderWrite(bench.context, stranger, id)).rejects.toMatchObject(hidden);
    expect((await listProviderWrites(bench.context, stranger, {}, { limit: 5 })).items).toEqual([]);
    const owner = { ...stranger, userId: bench.owner.userId };
    expect((await getProviderWrite(bench.context, owner, id)).id).toBe(id);
    const { owner: foreign } = await bench.aCompany();
    await expect(getProviderWrite(bench.context, foreign, id)).rejects.toMatchObject(hidden);
  });
});

const newest = async () => (await listProviderWrites(bench.context, bench.owner, {}, { limit: 1 })).items[0];

let taken = 0;
/** Somebody of the source who is mirrored, another one each time. */
async function copied(): Promise<{ number: number; name: string }> {
  const { rows } = await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
    sql<{ number: number; name: string }>`
      select number, ("values" ->> 'firstName') || ' ' || ("values" ->> 'lastName') as name
      from employees where status = 'Active' order by number`.execute(tx),
  );
  const found = rows[taken % rows.length];
  taken += 1;
  if (found === undefined) throw new Error('nobody is mirrored');
  return found;
}
