import assert from 'node:assert/strict';
import { assertProblem, type Caller, json, unique } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe, believeByWriting } = area('company');

export { cases as companyCases };

prove('information', 'the company has names, an address and a phone', '2.14 [O]', async (caller) => {
  const reply = await caller.getJson('company_information');
  assert.equal(reply.status, 200);
  const company = reply.json();
  for (const key of ['legalName', 'displayName', 'address', 'phone']) assert.ok(key in company, key);
  for (const key of ['line1', 'line2', 'city', 'state', 'zip']) assert.ok(key in company.address, key);
  assert.equal(typeof company.displayName, 'string');
});

const patch = (caller: Caller, body: unknown, type = 'application/merge-patch+json') =>
  caller.send('company-profile-data/company-information', {
    method: 'PATCH',
    accept: json,
    type,
    body: JSON.stringify(body),
  });
const put = (caller: Caller, what: string, body: unknown) =>
  caller.send(`company-profile-data/${what}`, {
    method: 'PUT',
    accept: json,
    type: json,
    body: JSON.stringify(body),
  });

believeByWriting(
  'patch',
  'a merge patch changes what it names and nothing else',
  '2.14, A [O]',
  async (caller) => {
    const [legalName, city] = [`Legal ${unique()}`, `City ${unique()}`];
    assert.equal((await patch(caller, { legalName, address: { line1: '1 Main St', city } })).status, 200);
    await patch(caller, { phone: '+1 555 0100', address: { line1: null } });
    const company = (await caller.getJson('company_information')).json();
    assert.deepEqual(
      [company.legalName, company.phone, company.address.city, company.address.line1],
      [legalName, '+1 555 0100', city, null],
    );
  },
);

believeByWriting('display-name', 'the display name is replaced', '2.14, A [O]', async (caller) => {
  const before = (await caller.getJson('company_information')).json().displayName;
  const displayName = `Name ${unique()}`;
  assert.equal((await put(caller, 'display-name', { displayName })).status, 200);
  assert.equal((await caller.getJson('company_information')).json().displayName, displayName);
  await put(caller, 'display-name', { displayName: before });
});

believeByWriting('industry-codes', 'industry codes are replaced', '2.14, A [O]', async (caller) => {
  const industryCodes = ['541511', '541512'];
  assert.equal((await put(caller, 'industry-codes', { industryCodes })).status, 200);
  const profile = (await caller.getJson('company-profile-integrations')).json();
  assert.deepEqual(profile.industryCodes, industryCodes);
});

believe('errors', 'bad values are 422 in a patch and 400 elsewhere', '2.14, A [O]', async (caller) => {
  assertProblem(await patch(caller, { legalName: 4 }), 422);
  assertProblem(await patch(caller, { address: { planet: 'Earth' } }), 422);
  assertProblem(await put(caller, 'display-name', { displayName: '' }), 400);
  assertProblem(await put(caller, 'industry-codes', {}), 400);
});
