import assert from 'node:assert/strict';
import { assertError, type Caller, json, type Reply } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe, proveByWriting, believeByWriting } = area('dependents');

export { cases as dependentsCases };

const path = 'employeedependents';
const wrapper = 'Employee Dependents';
const child = {
  firstName: 'Casey',
  lastName: 'Formance',
  relationship: 'Child',
  gender: 'Female',
  ssn: '912-34-5678',
  dateOfBirth: '2015-04-08',
  addressLine1: '12 Orchard Street',
  city: 'Lindon',
  state: 'UT',
  zipCode: '84042',
  homePhone: '801-555-0100',
  country: 'US',
  isUsCitizen: 'yes',
  isStudent: 'no',
};

const listOf = (reply: Reply) => {
  assert.equal(reply.status, 200, reply.headers.get('x-bamboohr-error-message') ?? '');
  return reply.json()[wrapper];
};
const of = async (caller: Caller, employeeId: string) =>
  listOf(await caller.getJson(`${path}?employeeid=${employeeId}`));
const add = async (caller: Caller, change: Record<string, unknown> = {}) => {
  const employeeId = await caller.create();
  const reply = await caller.postJson(path, { employeeId, ...child, ...change });
  assert.equal(reply.status, 200, reply.headers.get('x-bamboohr-error-message') ?? '');
  const [dependent] = await of(caller, employeeId);
  return { employeeId, dependent };
};
const put = (caller: Caller, id: string, value: unknown) =>
  caller.postJson(`${path}/${id}`, value, { method: 'PUT' });

prove('list', 'all of them stand under a name with a space', '2.12 [O]', async (caller) => {
  const reply = await caller.getJson(path);
  assert.deepEqual([reply.status, Object.keys(reply.json())], [200, [wrapper]]);
  assert.ok(Array.isArray(reply.json()[wrapper]));
});

believe('list-nobody', 'an employee who is not there has none', '2.12 [inferred]', async (caller) => {
  assert.deepEqual(await of(caller, '99999999'), []);
});

proveByWriting('add', 'one is added and found by its employee', '2.12, F [O]', async (caller) => {
  const { employeeId, dependent } = await add(caller);
  assert.equal(typeof dependent.id, 'string');
  const { id: _, ...shown } = dependent;
  const { ssn: __, ...sent } = child;
  assert.deepEqual(shown, {
    ...sent,
    employeeId,
    middleName: null,
    maskedSSN: 'xxx-xx-5678',
    maskedSIN: null,
    addressLine2: null,
    state: 'Utah',
    country: 'United States',
  });
});

proveByWriting('masked', 'numbers are never read back', '2.12 [O]', async (caller) => {
  const { employeeId, dependent } = await add(caller, { sin: '923456789' });
  const texts = await Promise.all([
    caller.getJson(`${path}?employeeid=${employeeId}`),
    caller.getJson(`${path}/${dependent.id}`),
    caller.getJson(`employees/${employeeId}/tables/dependents`),
  ]);
  for (const { text } of texts) assert.doesNotMatch(text, /912-?34-?5678|923-?456-?789/);
  assert.match(dependent.maskedSIN, /^x.*789$/);
});

proveByWriting('get', 'one is read by its id, in a list of its own', '2.12 [O]', async (caller) => {
  const { dependent } = await add(caller);
  assert.deepEqual(listOf(await caller.getJson(`${path}/${dependent.id}`)), [dependent]);
});

prove('unknown', 'an unknown id is 400', '2.12 [O]', async (caller) => {
  for (const id of ['99999999', 'x', '-1', '1.5'])
    assertError(await caller.getJson(`${path}/${encodeURIComponent(id)}`), 400);
});

proveByWriting('unknown-write', 'an unknown id cannot be replaced: 400', '2.12 [O]', async (caller) => {
  assertError(await put(caller, '99999999', { employeeId: await caller.create(), ...child }), 400);
});

proveByWriting('replace', 'PUT replaces everything', '2.12 [O]', async (caller) => {
  const { employeeId, dependent } = await add(caller);
  const reply = await put(caller, dependent.id, { employeeId, firstName: 'Robin' });
  assert.equal(reply.status, 200);
  const [after] = await of(caller, employeeId);
  assert.deepEqual(
    [after.id, after.firstName, after.lastName, after.maskedSSN, after.state, after.isUsCitizen],
    [dependent.id, 'Robin', null, null, null, 'no'],
  );
});

proveByWriting('bad', 'what lacks an employee is 400', '2.12 [O]', async (caller) => {
  assertError(await caller.postJson(path, child), 400);
  assertError(await caller.postJson(path, { ...child, employeeId: 'x' }), 400);
  assertError(await caller.postJson(path, { ...child, employeeId: '99999999' }), 400);
  const { employeeId, dependent } = await add(caller);
  assertError(await put(caller, dependent.id, child), 400);
  assert.deepEqual(await of(caller, employeeId), [dependent]);
});

believeByWriting('bad-value', 'a value that does not fit is 409', '2.12 [O]', async (caller) => {
  const employeeId = await caller.create();
  for (const change of [
    { dateOfBirth: 'soon' },
    { ssn: '1234' },
    { isStudent: 'maybe' },
    { gender: 'Robot' },
  ])
    assertError(await caller.postJson(path, { employeeId, ...child, ...change }), 409);
  assert.deepEqual(await of(caller, employeeId), []);
});

believe('type', 'the type of the request decides the form of the answer', '2.12 [O]', async (caller) => {
  const asJson = await caller.send(path, { type: json, accept: 'application/xml' });
  assert.equal(asJson.headers.get('content-type'), 'application/json');
  const asXml = await caller.send(path, { type: 'application/xml', accept: json });
  assert.match(asXml.headers.get('content-type') ?? '', /^text\/xml/);
  assert.match(asXml.text, /^<\?xml version="1\.0"\?>\n<employeeDependents/);
});

believe('default', 'without a type it is XML, or what is accepted', '1.3, 2.12 [O]', async (caller) => {
  assert.match((await caller.send(path)).headers.get('content-type') ?? '', /^text\/xml/);
  assert.equal((await caller.getJson(path)).headers.get('content-type'), json);
});

proveByWriting('xml', 'one is added and replaced by XML', '2.12 [O]', async (caller) => {
  const employeeId = await caller.create();
  const body = `<employeeDependent><employeeId>${employeeId}</employeeId><firstName>Ann &amp; Co</firstName></employeeDependent>`;
  const type = 'application/xml';
  const added = await caller.send(path, { method: 'POST', type, body });
  assert.equal(added.status, 200);
  assert.match(added.text, /<firstName>Ann &amp; Co<\/firstName>/);
  const [dependent] = await of(caller, employeeId);
  assert.equal(dependent.firstName, 'Ann & Co');
  const fields = `<d><field id="employeeId">${employeeId}</field><field id="lastName">Lee</field></d>`;
  const changed = await caller.send(`${path}/${dependent.id}`, { method: 'PUT', type, body: fields });
  assert.equal(changed.status, 200);
  const [after] = await of(caller, employeeId);
  assert.deepEqual([after.firstName, after.lastName], [null, 'Lee']);
});

believeByWriting('table', 'the table of dependents says the same', '2.9, 2.12 [D]', async (caller) => {
  const { employeeId, dependent } = await add(caller);
  const [row] = (await caller.getJson(`employees/${employeeId}/tables/dependents`)).json();
  assert.deepEqual([row.id, row.employeeId, row.firstName], [dependent.id, employeeId, 'Casey']);
});
