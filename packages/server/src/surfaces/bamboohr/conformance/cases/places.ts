import assert from 'node:assert/strict';
import { assertProblem, type Caller, json, unique } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe, proveByWriting, believeByWriting } = area('places');

export { cases as placesCases };

interface Country {
  id: string;
  name: string;
  isoCode: string;
}

const america = async (caller: Caller): Promise<Country> => {
  const countries: Country[] = (await caller.getJson('meta/countries/options')).json();
  const found = countries.find(({ isoCode }) => isoCode === 'US');
  assert.ok(found);
  return found;
};

prove('countries', 'countries have text ids, names and ISO codes', '3.5 [O]', async (caller) => {
  const reply = await caller.send('meta/countries/options');
  assert.match(reply.headers.get('content-type') ?? '', /^application\/json/);
  const country = await america(caller);
  assert.deepEqual(Object.keys(country), ['id', 'name', 'isoCode']);
  assert.equal(typeof country.id, 'string');
  assert.equal(country.name, 'United States');
});

prove('provinces', 'provinces of a country have id, label, iso and name', '3.5 [O]', async (caller) => {
  const { id } = await america(caller);
  const { options } = (await caller.getJson(`meta/provinces/${id}`)).json();
  const utah = options.find(({ name }: { name: string }) => name === 'Utah');
  assert.deepEqual(Object.keys(utah).sort(), ['id', 'iso', 'label', 'name']);
  assert.deepEqual([utah.label, utah.iso, Number.isInteger(utah.id)], ['Utah', 'UT', true]);
});

prove('provinces-unknown', 'provinces of no country are 400', '3.5, A [O]', async (caller) => {
  for (const id of ['99999999', 'x', '-1'])
    assert.equal((await caller.getJson(`meta/provinces/${id}`)).status, 400);
});

believe('timezones', 'time zones come in pages', '3.5 [O]', async (caller) => {
  const first = (await caller.getJson('meta/timezones?page=0&pageSize=10')).json();
  assert.equal(first.data.length, 10);
  assert.deepEqual([first.meta.page, first.meta.pageSize], [0, 10]);
  assert.ok(first.meta.totalItems > 300);
  const second = (await caller.getJson('meta/timezones?page=1&pageSize=10')).json();
  assert.notEqual(first.data[0].id, second.data[0].id);
  assert.ok(first._links.next.href.includes('page=1'));
});

believe('timezones-odata', 'time zones take OData parameters', '3.5 [O]', async (caller) => {
  const filter = encodeURIComponent("contains(name,'Denver')");
  const { data, meta } = (await caller.getJson(`meta/timezones?$filter=${filter}&$top=5`)).json();
  assert.deepEqual([data[0].name, meta.totalItems], ['America/Denver', 1]);
  const last = (await caller.getJson('meta/timezones?$orderby=name%20desc&$top=1')).json();
  const first = (await caller.getJson('meta/timezones?$orderby=name&$top=1&$skip=0')).json();
  assert.ok(last.data[0].name > first.data[0].name);
});

prove(
  'timezones-errors',
  'a filter or page that is not understood is a 400 problem document',
  '1.4, 3.5 [O]',
  async (caller) => {
    assertProblem(await caller.getJson('meta/timezones?$filter=nonsense'), 400);
    assertProblem(await caller.getJson('meta/timezones?$top=-1'), 400);
  },
);

const write = (caller: Caller, method: string, path: string, body: unknown) =>
  caller.send(path, { method, accept: json, type: json, body: JSON.stringify(body) });
const locationsPath = 'hris/org/locations';

async function aLocation(caller: Caller, over: Record<string, unknown> = {}) {
  const reply = await write(caller, 'POST', locationsPath, { label: `Place ${unique()}`, ...over });
  assert.equal(reply.status, 201, reply.text);
  return reply.json();
}

proveByWriting(
  'location',
  'a location is added with its address, read, changed and removed',
  '3.5 [O]',
  async (caller) => {
    const country = Number((await america(caller)).id);
    const { options } = (await caller.getJson(`meta/provinces/${country}`)).json();
    const state = options.find(({ iso }: { iso: string }) => iso === 'UT').id;
    const address = {
      address1: '335 S 560 W',
      address2: null,
      city: 'Lindon',
      stateId: state,
      zipcode: '84042',
      countryId: country,
      timezone: 'America/Denver',
      remoteLocation: false,
    };
    const made = await aLocation(caller, { address });
    assert.deepEqual(Object.keys(made), [
      'id',
      'label',
      'archived',
      'manageable',
      'address',
      'createdAt',
      'archivedAt',
    ]);
    assert.deepEqual([made.archived, made.archivedAt], [false, null]);
    assert.deepEqual(made.address, address);
    const path = `${locationsPath}/${made.id}`;
    assert.deepEqual((await caller.getJson(path)).json(), made);
    const label = `Moved ${unique()}`;
    const changed = await write(caller, 'PUT', path, { label, address: { ...address, city: 'Provo' } });
    assert.equal(changed.status, 200);
    assert.deepEqual([changed.json().label, changed.json().address.city], [label, 'Provo']);
    const removed = await caller.send(path, { method: 'DELETE' });
    assert.deepEqual([removed.status, removed.text], [204, '']);
    assertProblem(await caller.getJson(path), 404);
  },
);

proveByWriting(
  'location-list',
  'locations come in pages from 0 and are the options of the list of field 18',
  '3.5, 3.2 [O]',
  async (caller) => {
    const made = await aLocation(caller);
    const { data, meta, _links } = (await caller.getJson(`${locationsPath}?page=0&pageSize=1000`)).json();
    assert.ok(data.some(({ id }: { id: number }) => id === made.id));
    assert.deepEqual(Object.keys(meta), ['page', 'pageSize', 'totalPages', 'totalItems']);
    assert.equal(meta.page, 0);
    assert.ok(_links.self.href.includes(locationsPath));
    const lists = (await caller.getJson('meta/lists')).json();
    const { options } = lists.find(({ fieldId }: { fieldId: number }) => fieldId === 18);
    assert.ok(options.some(({ name }: { name: string }) => name === made.label));
    assert.equal((await caller.getJson(locationsPath)).json().meta.pageSize, 500);
  },
);

proveByWriting(
  'location-in-use',
  'a location where somebody works is 409 to remove, and its new label is theirs',
  '3.5 [O]',
  async (caller) => {
    const { id, label } = await aLocation(caller);
    const employee = await caller.create({ location: label });
    assertProblem(await caller.send(`${locationsPath}/${id}`, { method: 'DELETE' }), 409);
    const renamed = `Renamed ${unique()}`;
    await write(caller, 'PUT', `${locationsPath}/${id}`, { label: renamed });
    const person = (await caller.getJson(`employees/${employee}?fields=location`)).json();
    assert.equal(person.location, renamed);
  },
);

believeByWriting('location-archived', 'a location is archived by PUT', '3.5 [O]', async (caller) => {
  const { id, label } = await aLocation(caller);
  const archived = (await write(caller, 'PUT', `${locationsPath}/${id}`, { label, archived: true })).json();
  assert.equal(archived.archived, true);
  assert.equal(typeof archived.archivedAt, 'string');
});

proveByWriting(
  'location-errors',
  'a label twice is 409, a bad body or id 422, an unknown id 404, all as problem documents',
  '3.5, 1.4, A [O]',
  async (caller) => {
    const { id, label } = await aLocation(caller);
    assertProblem(await write(caller, 'POST', locationsPath, { label }), 409);
    assertProblem(await write(caller, 'POST', locationsPath, {}), 422);
    assertProblem(await write(caller, 'POST', locationsPath, { label: 'x', address: { stateId: 'x' } }), 422);
    const nowhere = { label: `X ${unique()}`, address: { countryId: 99_999 } };
    assertProblem(await write(caller, 'POST', locationsPath, nowhere), 422);
    assertProblem(await write(caller, 'PUT', `${locationsPath}/${id}`, { label: 4 }), 422);
    assertProblem(await caller.getJson(`${locationsPath}?pageSize=0`), 422);
    assertProblem(await caller.getJson(`${locationsPath}/x`), 422);
    assertProblem(await caller.getJson(`${locationsPath}/99999999`), 404);
    assertProblem(await write(caller, 'PUT', `${locationsPath}/99999999`, { label: 'x' }), 404);
    assertProblem(await caller.send(`${locationsPath}/99999999`, { method: 'DELETE' }), 404);
  },
);
