import assert from 'node:assert/strict';
import { assertError, type Caller, json, type Reply, unique } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, proveByWriting, believeByWriting } = area('trainings');

export { cases as trainingsCases };

const types = async (caller: Caller) => (await caller.getJson('training/type')).json();
const addType = async (caller: Caller, change: Record<string, unknown> = {}) => {
  const reply = await caller.postJson('training/type', { name: unique(), required: false, ...change });
  assert.equal(reply.status, 201, reply.headers.get('x-bamboohr-error-message') ?? '');
  return reply.json();
};
const addCategory = async (caller: Caller) => {
  const reply = await caller.postJson('training/category', { name: unique() });
  assert.equal(reply.status, 201);
  return reply.json();
};
const put = (caller: Caller, path: string, value: unknown): Promise<Reply> =>
  caller.postJson(path, value, { method: 'PUT' });
const remove = (caller: Caller, path: string): Promise<Reply> => caller.send(path, { method: 'DELETE' });
const recordsPath = (employee: string) => `training/record/employee/${employee}`;
const recordsOf = async (caller: Caller, employee: string) =>
  (await caller.getJson(recordsPath(employee))).json();
const record = async (caller: Caller, change: Record<string, unknown> = {}) => {
  const employee = await caller.create();
  const { id } = await addType(caller);
  const value = { completed: '2026-05-29', type: Number(id), ...change };
  const reply = await caller.postJson(recordsPath(employee), value);
  assert.equal(reply.status, 201, reply.headers.get('x-bamboohr-error-message') ?? '');
  return { employee, type: id, made: reply.json() };
};

prove('types', 'types are an object keyed by id, JSON whatever is accepted', '2.13 [R26]', async (caller) => {
  const reply = await caller.send('training/type');
  assert.deepEqual([reply.status, reply.headers.get('content-type')], [200, json]);
  for (const [id, type] of Object.entries<Record<string, unknown>>(reply.json())) {
    assert.equal(type.id, id);
    assert.deepEqual(Object.keys(type), [
      'id',
      'name',
      'renewable',
      'frequency',
      'dueFromHireDate',
      'required',
      'category',
      'linkUrl',
      'description',
      'allowEmployeesToMarkComplete',
    ]);
    if (type.renewable === false) assert.equal(type.frequency, 0);
    else assert.match(String(type.frequency), /^\d+$/);
  }
});

proveByWriting(
  'type-blank',
  'no category and no due date are [], no renewal is 0',
  '2.13 [R26]',
  async (caller) => {
    const { id } = await addType(caller);
    const type = (await types(caller))[id];
    assert.deepEqual(
      [type.category, type.dueFromHireDate, type.frequency, type.renewable, type.linkUrl, type.description],
      [[], [], 0, false, null, null],
    );
  },
);

proveByWriting('type-full', 'what is set stands in objects and texts', '2.13 [R26]', async (caller) => {
  const category = await addCategory(caller);
  const { id } = await addType(caller, {
    required: true,
    renewable: true,
    frequency: 12,
    dueFromHireDate: 10,
    category: { id: Number(category.id) },
    linkUrl: 'https://learning.example/a',
    description: 'All of it',
    allowEmployeesToMarkComplete: true,
  });
  const { name: _, ...type } = (await types(caller))[id];
  assert.deepEqual(type, {
    id,
    renewable: true,
    frequency: '12',
    dueFromHireDate: { unit: 'day', amount: '10' },
    required: true,
    category,
    linkUrl: 'https://learning.example/a',
    description: 'All of it',
    allowEmployeesToMarkComplete: true,
  });
});

proveByWriting('type-change', 'a changed type is answered 200', '2.13 [O]', async (caller) => {
  const { id } = await addType(caller, { renewable: true, frequency: 3 });
  const name = unique();
  const reply = await put(caller, `training/type/${id}`, { name, required: true });
  assert.equal(reply.status, 200);
  const type = (await types(caller))[id];
  assert.deepEqual([type.name, type.required, type.renewable], [name, true, false]);
});

proveByWriting('type-delete', 'a removed type is gone', '2.13 [O]', async (caller) => {
  const { id } = await addType(caller);
  assert.equal((await remove(caller, `training/type/${id}`)).status, 200);
  assert.ok(!(id in (await types(caller))));
  assertError(await remove(caller, `training/type/${id}`), 404);
});

believeByWriting('type-in-use', 'a type that was completed stays', '2.13 [O]', async (caller) => {
  const { type } = await record(caller);
  assertError(await remove(caller, `training/type/${type}`), 400);
  assert.ok(type in (await types(caller)));
});

proveByWriting('type-bad', 'a type that lacks something is 400', '2.13 [O]', async (caller) => {
  const name = unique();
  for (const value of [
    { required: true },
    { name },
    { name, required: true, renewable: true },
    { name, required: false, frequency: 4 },
    { name, required: false, dueFromHireDate: 4 },
    { name, required: true, category: { id: 99_999_999 } },
  ])
    assertError(await caller.postJson('training/type', value), 400);
  assertError(await put(caller, 'training/type/99999999', { name, required: true }), 404);
  assertError(await put(caller, 'training/type/x', { name, required: true }), 404);
});

prove('categories', 'categories are an object keyed by id', '2.13 [O]', async (caller) => {
  const reply = await caller.send('training/category');
  assert.deepEqual([reply.status, reply.headers.get('content-type')], [200, json]);
  for (const [id, category] of Object.entries<Record<string, unknown>>(reply.json()))
    assert.deepEqual([category.id, Object.keys(category)], [id, ['id', 'name']]);
});

proveByWriting('category', 'a category is made, renamed and removed', '2.13 [O]', async (caller) => {
  const { id } = await addCategory(caller);
  const type = await addType(caller, { category: { id } });
  const name = unique();
  assert.equal((await put(caller, `training/category/${id}`, { name })).status, 200);
  assert.deepEqual((await types(caller))[type.id].category, { id, name });
  assert.equal((await remove(caller, `training/category/${id}`)).status, 200);
  assert.deepEqual((await types(caller))[type.id].category, []);
  assertError(await remove(caller, `training/category/${id}`), 404);
});

proveByWriting('category-taken', 'a name is taken once: 409 for a renaming', '2.13 [O]', async (caller) => {
  const [a, b] = [await addCategory(caller), await addCategory(caller)];
  assertError(await put(caller, `training/category/${a.id}`, { name: b.name }), 409);
  assertError(await put(caller, `training/category/${a.id}`, { name: '' }), 400);
  assertError(await put(caller, 'training/category/99999999', { name: unique() }), 404);
  assertError(await caller.postJson('training/category', {}), 400);
});

proveByWriting('records-none', 'nobody’s records are a list', '2.13 [O]', async (caller) => {
  const reply = await caller.send(recordsPath(await caller.create()));
  assert.deepEqual([reply.status, reply.text], [200, '[]']);
});

proveByWriting(
  'record',
  'a new record is answered with a number for its type',
  '2.13 [R26]',
  async (caller) => {
    const { employee, type, made } = await record(caller, {
      instructor: 'Test Instructor',
      hours: 2,
      credits: 1,
      notes: 'Test note',
    });
    const { id, ...rest } = made;
    assert.equal(typeof id, 'string');
    assert.deepEqual(rest, {
      employeeId: employee,
      completed: '2026-05-29',
      notes: 'Test note',
      instructor: 'Test Instructor',
      credits: '1',
      hours: '2',
      cost: '',
      type: Number(type),
    });
  },
);

proveByWriting('records', 'records are keyed by id and hold texts', '2.13 [R26]', async (caller) => {
  const { employee, type, made } = await record(caller, { cost: { value: 50, currency: 'USD' } });
  assert.deepEqual(await recordsOf(caller, employee), {
    [made.id]: {
      id: made.id,
      employeeId: employee,
      completed: '2026-05-29',
      notes: null,
      instructor: null,
      credits: null,
      hours: null,
      cost: '50.00 USD',
      type,
    },
  });
});

proveByWriting('record-change', 'a change is 201 and says everything anew', '2.13 [R26]', async (caller) => {
  const { employee, type, made } = await record(caller, { instructor: 'Somebody', hours: 2 });
  const change = { completed: '2024-02-20', notes: 'Updated via API' };
  const reply = await put(caller, `training/record/${made.id}`, change);
  assert.equal(reply.status, 201);
  assert.deepEqual(reply.json(), {
    id: made.id,
    employeeId: employee,
    completed: '2024-02-20',
    notes: 'Updated via API',
    instructor: null,
    credits: null,
    hours: null,
    cost: '',
    type,
  });
});

proveByWriting('record-delete', 'a removed record is gone: 200, empty', '2.13 [R26]', async (caller) => {
  const { employee, made } = await record(caller);
  const reply = await remove(caller, `training/record/${made.id}`);
  assert.deepEqual([reply.status, reply.text], [200, '']);
  assert.deepEqual(await recordsOf(caller, employee), []);
  assertError(await remove(caller, `training/record/${made.id}`), 404);
});

proveByWriting('record-bad', 'records need a day and a type', '2.13 [O]', async (caller) => {
  const employee = await caller.create();
  const { id } = await addType(caller);
  for (const value of [
    {},
    { type: id },
    { completed: '2026-05-29' },
    { completed: '2026-02-30', type: id },
    { completed: '2026-05-29', type: 99_999_999 },
    { completed: '2026-05-29', type: id, hours: 'long' },
  ])
    assertError(await caller.postJson(recordsPath(employee), value), 400);
  assertError(await put(caller, 'training/record/99999999', { completed: '2026-05-29' }), 404);
  assertError(await put(caller, 'training/record/1.5', { completed: '2026-05-29' }), 404);
  assertError(await caller.postJson(recordsPath('99999999'), { completed: '2026-05-29', type: id }), 404);
  assertError(await caller.getJson(recordsPath('99999999')), 404);
});
