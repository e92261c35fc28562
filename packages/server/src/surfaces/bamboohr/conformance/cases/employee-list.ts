import assert from 'node:assert/strict';
import { area } from '../case.ts';

const { cases, prove, believe, proveByWriting } = area('employee-list');

export { cases as employeeListCases };

const q = encodeURIComponent;

interface Listed {
  employeeId: string;
  firstName: string;
  lastName: string;
  jobTitleName: string | null;
  status: string;
}

prove('shape', 'data, meta and links; ids are text', '2.7 [R26]', async (caller) => {
  const reply = await caller.send(`employees?${q('page[limit]')}=5`);
  assert.match(reply.headers.get('content-type') ?? '', /^application\/json/);
  const { data, meta, _links } = reply.json();
  assert.deepEqual(Object.keys(data[0]), [
    'employeeId',
    'firstName',
    'lastName',
    'preferredName',
    'photoUrl',
    'jobTitleName',
    'status',
    '_restrictedFields',
  ]);
  assert.equal(typeof data[0].employeeId, 'string');
  assert.deepEqual(data[0]._restrictedFields, []);
  assert.equal(data.length, 5);
  assert.equal(meta.page.limit, 5);
  assert.equal(meta.page.prevCursor, null);
  assert.equal(_links.prev, undefined);
  assert.ok(_links.self.href && _links.next.href);
});

prove('everybody', 'the list holds inactive people too', '2.7 [R26]', async (caller) => {
  const { data, meta } = (await caller.send(`employees?${q('page[limit]')}=2500`)).json();
  assert.equal(data.length, Math.min(2500, meta.total));
  assert.deepEqual([...new Set(data.map(({ status }: Listed) => status))].sort(), ['Active', 'Inactive']);
});

prove('cursor', 'a cursor names the first employee of the coming page', '2.7 [R26]', async (caller) => {
  const page = async (cursor = '') => (await caller.send(`employees?${q('page[limit]')}=4${cursor}`)).json();
  const one = await page();
  const next = JSON.parse(Buffer.from(one.meta.page.nextCursor, 'base64').toString());
  const two = await page(`&${q('page[after]')}=${q(one.meta.page.nextCursor)}`);
  assert.deepEqual(next, { nextEmployee: Number(two.data[0].employeeId) });
  const back = JSON.parse(Buffer.from(two.meta.page.prevCursor, 'base64').toString());
  assert.deepEqual(back, { prevEmployee: Number(one.data[0].employeeId) });
  assert.deepEqual((await page(`&${q('page[before]')}=${q(two.meta.page.prevCursor)}`)).data, one.data);
});

prove('walk', 'pages hold everybody once, and the last has no next', '2.7 [R26]', async (caller) => {
  const seen: string[] = [];
  let total = 0;
  let cursor: string | null = '';
  while (cursor !== null) {
    const after: string = cursor === '' ? '' : `&${q('page[after]')}=${q(cursor)}`;
    const { data, meta, _links } = (await caller.send(`employees?${q('page[limit]')}=30${after}`)).json();
    seen.push(...data.map(({ employeeId }: Listed) => employeeId));
    total = meta.total;
    cursor = meta.page.nextCursor;
    assert.equal(_links.next === undefined, cursor === null);
  }
  assert.equal(new Set(seen).size, seen.length);
  assert.equal(seen.length, total);
});

prove('fields', 'asked fields come too, and unknown names are passed over', '2.7 [O]', async (caller) => {
  const read = async (query: string) => (await caller.send(`employees?${query}`)).json().data[0];
  const one = await read('fields=workEmail,departmentName,departmentId,noSuchField');
  assert.deepEqual(Object.keys(one).slice(-4), [
    'workEmail',
    'departmentName',
    'departmentId',
    '_restrictedFields',
  ]);
  assert.deepEqual(
    await read(`${q('fields[]')}=workEmail&${q('fields[]')}=departmentName`),
    await read('fields=workEmail,departmentName'),
  );
});

prove('filter-name', 'names are filtered by a part in any letter case', '2.7 [O]', async (caller) => {
  const [person] = (await caller.send('employees')).json().data as [Listed];
  const part = person.lastName.slice(0, 3).toUpperCase();
  const { data } = (await caller.send(`employees?${q('filter[lastName]')}=${q(part)}`)).json();
  assert.ok(data.some(({ employeeId }: Listed) => employeeId === person.employeeId));
  for (const { lastName } of data as Listed[])
    assert.ok(lastName.toLowerCase().includes(part.toLowerCase()), lastName);
});

prove('filter-status', 'filter[status] keeps active or inactive people', '2.7 [O]', async (caller) => {
  const total = async (query: string) => (await caller.send(`employees?${query}`)).json().meta.total;
  const [active, inactive] = [
    await total(`${q('filter[status]')}=active`),
    await total(`${q('filter[status]')}=inactive`),
  ];
  assert.ok(active > 0 && inactive > 0, `${active} active, ${inactive} inactive`);
  assert.equal(active + inactive, await total(''));
});

prove('filter-ids', 'filter[ids] is a list or repeated', '2.7 [O]', async (caller) => {
  const ids = (await caller.send('employees'))
    .json()
    .data.slice(2, 4)
    .map(({ employeeId }: Listed) => employeeId);
  const found = async (query: string) =>
    (await caller.send(`employees?${query}`)).json().data.map(({ employeeId }: Listed) => employeeId);
  assert.deepEqual(await found(`${q('filter[ids]')}=${ids.join(',')}`), ids);
  assert.deepEqual(await found(ids.map((id: string) => `${q('filter[ids][]')}=${id}`).join('&')), ids);
});

prove('filter-title', 'filter[jobTitleName] is a part of the title', '2.7 [O]', async (caller) => {
  const { data } = (await caller.send(`employees?${q('filter[jobTitleName]')}=ENG`)).json();
  assert.ok(data.length > 0, 'nobody has such a title');
  for (const { jobTitleName } of data as Listed[]) assert.match(jobTitleName ?? '', /eng/i);
});

prove('sort', 'sort by several fields, descending with a minus', '2.7 [O]', async (caller) => {
  const { data } = (await caller.send('employees?sort=-status,employeeId')).json();
  const people = data as Listed[];
  assert.equal(people[0]?.status, 'Inactive');
  for (let i = 1; i < people.length; i += 1) {
    const [a, b] = [people[i - 1], people[i]];
    if (a && b && a.status === b.status) assert.ok(Number(a.employeeId) < Number(b.employeeId));
  }
});

for (const query of [
  'sort=shoeSize',
  `${q('page[limit]')}=0`,
  `${q('page[limit]')}=2501`,
  `${q('page[limit]')}=x`,
  `${q('filter[status]')}=asleep`,
])
  believe(`bad-${query}`, `${query} is 400 BadRequest`, '2.7 [O]', async (caller) => {
    const reply = await caller.send(`employees?${query}`);
    assert.equal(reply.status, 400);
    assert.equal(reply.json().error.code, 'BadRequest');
    assert.equal(typeof reply.json().error.message, 'string');
  });

for (const cursor of ['x', 'e30=', Buffer.from('{"nextEmployee":999999999}').toString('base64')])
  believe(`bad-cursor-${cursor}`, 'a cursor that leads nowhere is 400 BadPage', '2.7 [O]', async (caller) => {
    const reply = await caller.send(`employees?${q('page[after]')}=${q(cursor)}`);
    assert.equal(reply.status, 400);
    assert.equal(reply.json().error.code, 'BadPage');
  });

proveByWriting(
  'new',
  'a new employee is in the list, blank where nothing was given',
  '2.7 [R26]',
  async (caller) => {
    const id = await caller.create({ firstName: 'Listed' });
    const { data } = (
      await caller.send(`employees?${q('filter[ids]')}=${id}&fields=hireDate,reportsToId`)
    ).json();
    assert.equal(data.length, 1);
    const { employeeId, firstName, jobTitleName, status, hireDate, reportsToId } = data[0];
    assert.deepEqual(
      [employeeId, firstName, jobTitleName, status, hireDate, reportsToId],
      [id, 'Listed', null, 'Active', null, null],
    );
  },
);
