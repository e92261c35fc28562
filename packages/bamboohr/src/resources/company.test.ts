import { expect, test } from 'vitest';
import { aClient, errorOf } from '../testing/client.ts';
import { json, scriptedServer } from '../testing/scripted-server.ts';

const wire = {
  legalName: 'Acme Inc.',
  displayName: 'Acme',
  address: { line1: '1 Main St', line2: null, city: 'Lindon', state: 'UT', zip: '84042' },
  phone: null,
};

test('the company has names and an address, and its profile industry codes', async () => {
  const server = await scriptedServer(json(wire), json({ ...wire, industryCodes: ['541511', 541512] }));
  const { company } = aClient(server.baseUrl);
  expect(await company.information()).toEqual({ ...wire, raw: wire });
  expect((await company.profile()).industryCodes).toEqual(['541511', '541512']);
});

test('a change is a merge patch: nulls clear, and its type says so', async () => {
  const server = await scriptedServer(json(wire));
  await aClient(server.baseUrl).company.updateInformation({ phone: null, address: { city: 'Oslo' } });
  const request = server.requests[0];
  expect(request?.headers['content-type']).toBe('application/merge-patch+json');
  expect(JSON.parse(String(request?.body))).toEqual({ phone: null, address: { city: 'Oslo' } });
});

test('a value that cannot be is refused in the provider’s words', async () => {
  const problem = {
    type: 'about:blank',
    title: 'Unprocessable',
    status: 422,
    detail: 'legalName is too long',
  };
  const server = await scriptedServer(json(problem, 422, { 'content-type': 'application/problem+json' }));
  const error = await errorOf(aClient(server.baseUrl).company.updateInformation({ legalName: 'A' }));
  expect(error).toMatchObject({
    outcome: 'refused',
    status: 422,
    providerMessage: 'Unprocessable: legalName is too long',
  });
});

test('places are read over all pages, counted from 0', async () => {
  const page = (id: number, at: number) =>
    json({ data: [{ id, label: 'Oslo', archived: false, address: {} }], meta: { page: at, totalPages: 2 } });
  const server = await scriptedServer(page(1, 0), page(2, 1));
  const ids: string[] = [];
  for await (const place of aClient(server.baseUrl).company.locations()) ids.push(place.id);
  expect(ids).toEqual(['1', '2']);
  expect(server.requests.map(({ query }) => query.get('page'))).toEqual(['0', '1']);
});
