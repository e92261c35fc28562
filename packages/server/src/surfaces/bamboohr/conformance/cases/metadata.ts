import assert from 'node:assert/strict';
import { area } from '../case.ts';

const { cases, prove, believe } = area('metadata');

export { cases as metadataCases };

interface Field {
  id: number | string;
  name: string;
  type: string;
  alias?: string;
  deprecated?: true;
}

prove(
  'fields-standard',
  'standard fields have their numbers and types',
  '3.1, B [R26][F]',
  async (caller) => {
    const fields: Field[] = (await caller.getJson('meta/fields')).json();
    const expected = {
      firstName: 1,
      lastName: 2,
      hireDate: 3,
      department: 4,
      workEmail: 15,
      location: 18,
      payRate: 19,
    };
    for (const [alias, id] of Object.entries(expected))
      assert.equal(fields.find((field) => field.alias === alias)?.id, id, alias);
  },
);

prove(
  'fields-ids',
  'plain ids are integers, negative ones too; some fields have no alias',
  '3.1 [R26]',
  async (caller) => {
    const fields: Field[] = (await caller.getJson('meta/fields')).json();
    assert.ok(fields.some(({ id }) => id === -38));
    for (const { id } of fields) assert.ok(typeof id === 'number' || id.includes('.'), String(id));
    assert.ok(fields.some((field) => !('alias' in field)));
  },
);

prove('fields-deprecated', 'deprecated is there only where it is true', '3.1 [R26]', async (caller) => {
  const fields: Field[] = (await caller.getJson('meta/fields')).json();
  const nickname = fields.find(({ alias }) => alias === 'nickname');
  assert.equal(nickname?.deprecated, true);
  assert.deepEqual(Object.keys(nickname ?? {}), ['id', 'type', 'deprecated', 'name', 'alias']);
  assert.ok(!('deprecated' in (fields.find(({ alias }) => alias === 'firstName') ?? {})));
});

prove(
  'fields-calculated',
  'calculated fields are not listed but may be asked for',
  '3.1 [R26]',
  async (caller) => {
    const fields: Field[] = (await caller.getJson('meta/fields')).json();
    for (const alias of ['age', 'displayName', 'supervisorEId', 'fullName1'])
      assert.ok(!fields.some((field) => field.alias === alias), alias);
    const person = (
      await caller.getJson(`employees/${await caller.someone()}?fields=displayName,fullName1`)
    ).json();
    assert.equal(typeof person.displayName, 'string');
    assert.equal(typeof person.fullName1, 'string');
  },
);

prove('fields-xml', 'XML fields have id, type and alias, and the name as text', '3.1 [K]', async (caller) => {
  const { text } = await caller.send('meta/fields');
  assert.match(text, /<field id="1" type="text" alias="firstName">[^<]+<\/field>/);
});

prove('lists', 'lists have integer ids; options have dates and yes or no', '3.2 [R26]', async (caller) => {
  const lists = (await caller.getJson('meta/lists')).json();
  for (const fieldId of [4, 16, 17, 18, 1355])
    assert.ok(
      lists.some((list: { fieldId: number }) => list.fieldId === fieldId),
      String(fieldId),
    );
  const status = lists.find((list: { fieldId: number }) => list.fieldId === 16);
  assert.deepEqual(
    [status.alias, status.manageable, status.multiple],
    ['employmentHistoryStatus', 'yes', 'no'],
  );
  const [option] = status.options;
  assert.ok(Number.isInteger(option.id));
  assert.match(option.createdDate, /\+00:00$/);
  assert.deepEqual([option.archived, option.archivedDate], ['no', null]);
});

prove('tables', 'tables list their columns with integer ids', '3.3 [O]', async (caller) => {
  const tables = (await caller.getJson('meta/tables')).json();
  const jobInfo = tables.find((table: { alias: string }) => table.alias === 'jobInfo');
  const date = jobInfo.fields.find((field: { alias: string }) => field.alias === 'date');
  assert.deepEqual([date.id, date.type], [4047, 'date']);
});

prove(
  'users',
  'users are an object by id with integers; employeeId is 0 for who is nobody’s',
  '3.4 [R26]',
  async (caller) => {
    const users = (await caller.getJson('meta/users')).json();
    const [id, user] = Object.entries<Record<string, unknown>>(users)[0] ?? [];
    assert.equal(user?.id, Number(id));
    assert.ok(Number.isInteger(user?.employeeId));
    assert.ok(['enabled', 'disabled'].includes(String(user?.status)));
    assert.match(
      (await caller.send('meta/users')).text,
      /<users>\s*<user id="\d+" employeeId="\d+" status="/,
    );
  },
);

believe('users-status', 'status keeps users of that status', '3.4 [K]', async (caller) => {
  assert.deepEqual(Object.keys((await caller.getJson('meta/users?status=none')).json()), []);
});
