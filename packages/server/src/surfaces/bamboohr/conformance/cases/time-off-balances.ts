// Policies of employees, balances, adjustments and history. Requests and lists are in time-off.ts.
import assert from 'node:assert/strict';
import { assertError, type Caller, locationId } from '../caller.ts';
import { area } from '../case.ts';
import { put, request, typeIn } from './time-off.ts';

const { cases, prove, proveByWriting, believeByWriting } = area('time-off-balances');

export { cases as timeOffBalancesCases };

interface Policy {
  id: number;
  timeOffTypeId: number;
  type: string;
}

async function policyOf(caller: Caller, kind: string): Promise<Policy> {
  const policies: Policy[] = (await caller.getJson('meta/time_off/policies')).json();
  const policy = policies.find(({ type }) => type === kind);
  assert.ok(policy, `the account has no ${kind} policy`);
  return policy;
}

const balance = async (caller: Caller, employee: string, end: string, typeId: string | number) => {
  const balances = (await caller.getJson(`employees/${employee}/time_off/calculator?end=${end}`)).json();
  return balances.find((one: { timeOffType: string }) => one.timeOffType === String(typeId));
};

proveByWriting(
  'assign',
  'a policy is assigned with the start of its accruals',
  '7 [D][O]',
  async (caller) => {
    const [id, policy] = [
      await caller.create({ hireDate: '2024-01-01' }),
      await policyOf(caller, 'accruing'),
    ];
    const path = `employees/${id}/time_off/policies`;
    assert.deepEqual((await caller.getJson(path)).json(), []);
    const change = [{ timeOffPolicyId: policy.id, accrualStartDate: '2024-02-01' }];
    const reply = await put(caller, path, change);
    const assigned = [
      { timeOffPolicyId: policy.id, timeOffTypeId: policy.timeOffTypeId, accrualStartDate: '2024-02-01' },
    ];
    assert.equal(reply.status, 200);
    assert.deepEqual(reply.json(), assigned);
    assert.deepEqual((await caller.getJson(path)).json(), assigned);
    const removal = await put(caller, path, [{ timeOffPolicyId: policy.id, accrualStartDate: null }]);
    assert.deepEqual([removal.status, removal.json()], [200, []]);
  },
);

proveByWriting(
  'assign-v1_1',
  'v1_1 shows all kinds of policies, v1 accruing ones',
  '7 [O]',
  async (caller) => {
    const id = await caller.create({ hireDate: '2024-01-01' });
    const path = `employees/${id}/time_off/policies`;
    const policy = await policyOf(caller, 'discretionary');
    const change = [{ timeOffPolicyId: policy.id, accrualStartDate: '2024-02-01' }];
    const reply = await put(caller, path, change, 'v1_1');
    assert.deepEqual(reply.json(), [
      { timeOffPolicyId: policy.id, timeOffTypeId: policy.timeOffTypeId, accrualStartDate: null },
    ]);
    assert.deepEqual((await caller.getJson(path)).json(), []);
  },
);

believeByWriting(
  'assign-replace',
  'v1_1 moves to another policy of a type, v1 does not',
  '7 [inferred]',
  async (caller) => {
    const policies: Policy[] = (await caller.getJson('meta/time_off/policies')).json();
    const first = policies.find(({ type }) => type === 'accruing');
    const second = policies.find(
      ({ type, timeOffTypeId, id }) =>
        type === 'accruing' && timeOffTypeId === first?.timeOffTypeId && id !== first.id,
    );
    if (first === undefined || second === undefined) return;
    const id = await caller.create({ hireDate: '2024-01-01' });
    const path = `employees/${id}/time_off/policies`;
    await put(caller, path, [{ timeOffPolicyId: first.id, accrualStartDate: '2024-02-01' }]);
    const change = [{ timeOffPolicyId: second.id, accrualStartDate: '2025-01-01' }];
    assertError(await put(caller, path, change), 400);
    const [assigned] = (await put(caller, path, change, 'v1_1')).json();
    assert.deepEqual([assigned.timeOffPolicyId, assigned.accrualStartDate], [second.id, '2025-01-01']);
  },
);

believeByWriting('assign-bad', 'assignments are refused that cannot be', '7 [inferred]', async (caller) => {
  const policy = await policyOf(caller, 'accruing');
  const start = (accrualStartDate: string) => [{ timeOffPolicyId: policy.id, accrualStartDate }];
  const id = await caller.create({ hireDate: '2024-01-01' });
  const path = `employees/${id}/time_off/policies`;
  assertError(await put(caller, path, start('2023-12-31')), 400);
  assertError(await put(caller, path, start('soon')), 400);
  assertError(
    await put(caller, path, [{ timeOffPolicyId: 99_999_999, accrualStartDate: '2024-02-01' }]),
    400,
  );
  assertError(await put(caller, path, { timeOffPolicyId: policy.id }), 400);
  const unhired = await caller.create();
  assertError(await put(caller, `employees/${unhired}/time_off/policies`, start('2024-02-01')), 400);
});

async function withPolicy(caller: Caller, kind: string): Promise<{ id: string; policy: Policy }> {
  const [id, policy] = [await caller.create({ hireDate: '2024-01-01' }), await policyOf(caller, kind)];
  const change = [{ timeOffPolicyId: policy.id, accrualStartDate: '2024-01-01' }];
  assert.equal((await put(caller, `employees/${id}/time_off/policies`, change, 'v1_1')).status, 200);
  return { id, policy };
}

proveByWriting('balance', 'balances are texts with two decimals, by type', '7 [R26]', async (caller) => {
  const { id, policy } = await withPolicy(caller, 'accruing');
  const all = (await caller.getJson(`employees/${id}/time_off/calculator`)).json();
  assert.equal(all.length, 1);
  const [one] = all;
  assert.deepEqual(Object.keys(one), [
    'timeOffType',
    'name',
    'units',
    'balance',
    'end',
    'policyType',
    'usedYearToDate',
  ]);
  assert.deepEqual([one.timeOffType, one.policyType], [String(policy.timeOffTypeId), 'accruing']);
  assert.match(one.balance, /^-?\d+\.\d\d$/);
  assert.match(one.end, /^\d{4}-\d\d-\d\d$/);
  assert.equal(one.usedYearToDate, '0.00');
});

believeByWriting('balance-precision', 'decimals are 0 to 4', '7 [inferred]', async (caller) => {
  const { id } = await withPolicy(caller, 'accruing');
  const path = `employees/${id}/time_off/calculator`;
  assert.match((await caller.getJson(`${path}?precision=4`)).json()[0].balance, /\.\d{4}$/);
  assert.match((await caller.getJson(`${path}?precision=0`)).json()[0].balance, /^-?\d+$/);
  assertError(await caller.getJson(`${path}?precision=5`), 400);
  assertError(await caller.getJson(`${path}?end=2026-02-30`), 400);
});

believeByWriting('balance-instant', 'an instant is taken for its day', '7 [C]', async (caller) => {
  const { id } = await withPolicy(caller, 'accruing');
  const path = `employees/${id}/time_off/calculator/?end=2026-12-31T00:00:00-00:00`;
  assert.equal((await caller.getJson(path)).json()[0].end, '2026-12-31');
});

proveByWriting('balance-xml', 'balances in XML are estimates', '7 [F]', async (caller) => {
  const { id, policy } = await withPolicy(caller, 'accruing');
  const { text } = await caller.send(`employees/${id}/time_off/calculator?end=2026-12-31`);
  assert.match(text, /<estimates end="2026-12-31">/);
  assert.match(
    text,
    new RegExp(`<estimate timeOffType="${policy.timeOffTypeId}" name="[^"]+" units="\\w+" balance="`),
  );
});

proveByWriting(
  'balance-future',
  'a balance of the future counts accruals until then',
  '7 [O]',
  async (caller) => {
    const { id, policy } = await withPolicy(caller, 'accruing');
    const of = async (end: string) => Number((await balance(caller, id, end, policy.timeOffTypeId)).balance);
    assert.equal(await of('2023-12-31'), 0);
    assert.ok((await of('2025-11-30')) > 0);
  },
);

proveByWriting('balance-used', 'approved time off counts on its days', '7 [O]', async (caller) => {
  const { id, policy } = await withPolicy(caller, 'accruing');
  const before = await balance(caller, id, '2031-06-20', policy.timeOffTypeId);
  const asked = { start: '2031-06-16', end: '2031-06-17', timeOffTypeId: policy.timeOffTypeId, amount: 12 };
  const path = `employees/${id}/time_off/request`;
  const requested = await put(caller, path, { status: 'requested', ...asked });
  assert.deepEqual(await balance(caller, id, '2031-06-20', policy.timeOffTypeId), before);
  await put(caller, `time_off/requests/${locationId(requested)}/status`, { status: 'approved' });
  const after = await balance(caller, id, '2031-06-20', policy.timeOffTypeId);
  assert.equal(Number(before.balance) - Number(after.balance), 12);
  assert.equal(after.usedYearToDate, '12.00');
  assert.equal(requested.json().usedYearToDate, 12);
  assert.equal(requested.json().balanceOnDateOfRequest, Number(after.balance));
});

believeByWriting(
  'balance-discretionary',
  'a discretionary policy has a balance of 0',
  '7 [inferred]',
  async (caller) => {
    const { id, policy } = await withPolicy(caller, 'discretionary');
    const one = await balance(caller, id, '2031-06-20', policy.timeOffTypeId);
    assert.deepEqual([one.balance, one.policyType], ['0.00', 'discretionary']);
  },
);

prove('balance-nobody', 'balances of nobody are 404', '7 [O]', async (caller) => {
  assertError(await caller.getJson('employees/99999999/time_off/calculator'), 404);
});

proveByWriting('adjust', 'a balance is adjusted up and down: 201 with its place', '7 [O]', async (caller) => {
  const { id, policy } = await withPolicy(caller, 'accruing');
  const timeOffTypeId = policy.timeOffTypeId;
  const before = Number((await balance(caller, id, '2024-06-30', timeOffTypeId)).balance);
  const path = `employees/${id}/time_off/balance_adjustment`;
  const reply = await put(caller, path, { date: '2024-06-10', timeOffTypeId, amount: 5.25, note: 'Moved' });
  assert.equal(reply.status, 201);
  locationId(reply);
  await put(caller, path, { date: '2024-06-11', timeOffTypeId, amount: -1 });
  assert.equal(Number((await balance(caller, id, '2024-06-30', timeOffTypeId)).balance) - before, 4.25);
});

proveByWriting('adjust-xml', 'an adjustment may be XML', '7 [O]', async (caller) => {
  const { id, policy } = await withPolicy(caller, 'manual');
  const body = `<adjustment><date>2024-06-10</date><timeOffTypeId>${policy.timeOffTypeId}</timeOffTypeId><amount>8</amount><note>x</note></adjustment>`;
  const reply = await caller.send(`employees/${id}/time_off/balance_adjustment`, { method: 'PUT', body });
  assert.equal(reply.status, 201);
  assert.equal((await balance(caller, id, '2024-06-30', policy.timeOffTypeId)).balance, '8.00');
});

proveByWriting('adjust-bad', 'adjustments are refused that cannot be', '7 [O]', async (caller) => {
  const { id, policy } = await withPolicy(caller, 'discretionary');
  const path = `employees/${id}/time_off/balance_adjustment`;
  const good = { date: '2024-06-10', timeOffTypeId: Number((await typeIn(caller, 'hours')).id), amount: 1 };
  assertError(await put(caller, path, { ...good, timeOffTypeId: policy.timeOffTypeId }), 400);
  assertError(await put(caller, path, { ...good, date: '10.6.2024' }), 400);
  assertError(await put(caller, path, { ...good, amount: 'much' }), 400);
  assertError(await put(caller, path, { ...good, timeOffTypeId: 99_999_999 }), 400);
  assertError(await put(caller, 'employees/99999999/time_off/balance_adjustment', good), 404);
});

proveByWriting('history', 'the use of an approved request is recorded once', '7 [O]', async (caller) => {
  const { id: employee, policy } = await withPolicy(caller, 'accruing');
  const made = await put(caller, `employees/${employee}/time_off/request`, {
    status: 'approved',
    start: '2024-07-01',
    end: '2024-07-02',
    timeOffTypeId: policy.timeOffTypeId,
    amount: 16,
  });
  const request = locationId(made);
  const before = await balance(caller, employee, '2024-12-31', policy.timeOffTypeId);
  const path = `employees/${employee}/time_off/history`;
  const entry = { date: '2024-07-02', eventType: 'used', timeOffRequestId: Number(request) };
  const reply = await put(caller, path, entry);
  assert.equal(reply.status, 201);
  locationId(reply);
  // Recorded use stands for the request, it is not counted beside it.
  assert.deepEqual(await balance(caller, employee, '2024-12-31', policy.timeOffTypeId), before);
  assertError(await put(caller, path, entry), 409);
});

proveByWriting(
  'history-bad',
  'use is recorded for approved requests of the employee only',
  '7 [O]',
  async (caller) => {
    const { id, employee } = await request(caller);
    const path = `employees/${employee}/time_off/history`;
    assertError(await put(caller, path, { date: '2031-06-16', timeOffRequestId: id }), 400);
    assertError(await put(caller, path, { date: '2031-06-16' }), 400);
    assertError(await put(caller, path, { date: '2031-06-16', eventType: 'dreamt' }), 400);
    await put(caller, `time_off/requests/${id}/status`, { status: 'approved' });
    const other = await caller.create();
    assertError(
      await put(caller, `employees/${other}/time_off/history`, { date: '2031-06-16', timeOffRequestId: id }),
      400,
    );
  },
);

believeByWriting('history-override', 'the history takes adjustments too', '7 [inferred]', async (caller) => {
  const { id, policy } = await withPolicy(caller, 'manual');
  const entry = { date: '2024-06-10', eventType: 'override', timeOffTypeId: policy.timeOffTypeId, amount: 3 };
  assert.equal((await put(caller, `employees/${id}/time_off/history`, entry)).status, 201);
  assert.equal((await balance(caller, id, '2024-06-30', policy.timeOffTypeId)).balance, '3.00');
});
