import assert from 'node:assert/strict';
import type { Caller } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe, proveByWriting } = area('datasets');

export { cases as datasetsCases };

const rows = (caller: Caller, body: object) =>
  caller.postJson('datasets/employee/data', body, { version: 'v2' });
const data = (caller: Caller, body: object, query = '') => caller.postJson(`datasets/employee${query}`, body);

for (const version of ['v1', 'v1_2']) {
  prove(`list-${version}`, 'the dataset of employees is listed', '4.4 [R26]', async (caller) => {
    const { datasets } = (await caller.send('datasets', { version })).json();
    assert.ok(
      datasets.some(
        (one: { name: string; label: string }) => one.name === 'employee' && one.label === 'Employee',
      ),
    );
  });

  prove(`fields-${version}`, 'fields have name, label, parents and entity', '4.4 [R26]', async (caller) => {
    const reply = (await caller.send('datasets/employee/fields', { version })).json();
    assert.equal(reply.name, 'employee');
    assert.equal(reply.label, 'Employee');
    const [first] = reply.fields;
    assert.deepEqual(Object.keys(first), ['name', 'label', 'parentType', 'parentName', 'entityName']);
    assert.equal(first.parentType, 'page');
    assert.equal(reply.pagination.total_records >= reply.fields.length, true);
    const names = reply.fields.map((field: { name: string }) => field.name);
    for (const name of ['eeid', 'firstName', 'email', 'jobInformationJobTitle', 'status', 'lastChanged'])
      assert.ok(names.includes(name), name);
  });

  prove(
    `fields-pages-${version}`,
    'fields come in pages, and pages too far are the last',
    '4.4 [O]',
    async (caller) => {
      const page = async (number: number) =>
        (await caller.send(`datasets/employee/fields?page=${number}&page_size=10`, { version })).json();
      const [one, far] = [await page(1), await page(9999)];
      assert.equal(one.fields.length, 10);
      assert.equal(one.pagination.current_page, 1);
      assert.equal(one.pagination.prev_page, null);
      assert.match(one.pagination.next_page, /^https?:\/\//);
      assert.equal(far.pagination.current_page, far.pagination.total_pages);
      assert.equal(far.pagination.next_page, null);
    },
  );

  prove(`options-${version}`, 'options have id and value', '4.4 [O]', async (caller) => {
    const reply = await caller.postJson(
      'datasets/employee/field-options',
      { fields: ['status', 'jobInformationDepartment'], filters: null, dependentFields: {} },
      { version },
    );
    const options = reply.json();
    assert.deepEqual(options.status, [
      { id: 'Active', value: 'Active' },
      { id: 'Inactive', value: 'Inactive' },
    ]);
    assert.ok(options.jobInformationDepartment.length > 0);
  });
}

const namesByEntity: Record<string, string[]> = {
  calculated: ['eeid', 'lastChanged', 'supervisorEid', 'terminationDate', 'jobLevel', 'payBand'],
  personal: ['firstName', 'lastName', 'email', 'homeEmail', 'addressLineOne', 'zipcode', 'employeePronouns'],
  job: ['hireDate', 'originalHireDate', 'eeoJobCategory', 'flsaCode', 'ethnicity'],
  defaultStatus: ['status'],
  jobInformation: ['jobInformationJobTitle', 'jobInformationReportsTo', 'teams'],
  employmentStatus: ['employmentStatus', 'employmentStatusFTE', 'employmentStatusFinalPayDate'],
  compensation: ['compensationPayRate', 'compensationPayRateCurrencyCode', 'compensationPaySchedule'],
  bonus: ['bonusAmount', 'bonusReason'],
  emergency: ['emergencyContactName', 'emergencyContactPrimary'],
  hrisDependents: ['dependentFirstName', 'dependentIsStudent', 'dependentIsUsCitizen', 'dependentSin'],
  education: ['educationCollegeOrInstitution', 'educationDegree', 'educationGpa'],
  certifications: ['certificationCertificationTitle', 'certificationCompletionDate'],
  passport: ['passportNumber', 'passportExpiryDate'],
  employeeVisa: ['visaType', 'visaExpirationDate'],
  driverLicenseTable: ['driverLicenseTableNumber', 'driverLicenseTableExpiration'],
  employeeAssets: ['assetDescription', 'assetCost', 'assetCostCurrencyCode', 'assetSerialNumber'],
  employeeCreditCard: ['companyCreditCardType', 'companyCreditCardLastFour'],
  stockOptions: ['stockOptionPlan', 'stockOptionOptionPriceCurrencyCode', 'stockOptionVestingDate'],
  equity: ['equityGrantType', 'equityStrikePrice', 'equityCliffMonths'],
};

for (const [entity, names] of Object.entries(namesByEntity))
  prove(`fields-of-${entity}`, `${entity} has its fields`, 'D [R26]', async (caller) => {
    const reply = await caller.send('datasets/employee/fields?page_size=1000', { version: 'v1_2' });
    const fields: { name: string; entityName: string }[] = reply.json().fields;
    const has = new Set(fields.filter(({ entityName }) => entityName === entity).map(({ name }) => name));
    assert.deepEqual(
      names.filter((name) => !has.has(name)),
      [],
    );
  });

prove('v1_2-request-id', 'v1_2 answers with the request id of its caller', '4.4 [O]', async (caller) => {
  for (const path of ['datasets', 'datasets/nobody/fields']) {
    const headers = { 'x-request-id': `case-${Date.now()}` };
    const reply = await caller.send(path, { version: 'v1_2', headers });
    assert.equal(reply.headers.get('x-request-id'), headers['x-request-id'], path);
  }
});

prove(
  'problem-document',
  'a problem names its type, title, status, detail, instance, code and fields',
  '1.4 [O]',
  async (caller) => {
    const problem = (await caller.send('datasets/nobody/fields', { version: 'v1_2' })).json();
    for (const name of ['type', 'title', 'detail', 'instance', 'code'])
      assert.equal(typeof problem[name], 'string', name);
    assert.equal(problem.status, 422);
    assert.equal(typeof problem.fields, 'object');
  },
);

proveByWriting('v2-future-hire', 'who has not begun yet is inactive', '2.1 [O]', async (caller) => {
  const id = await caller.create({ hireDate: '2093-05-01' });
  const [row] = (await rows(caller, { fields: ['status'], filter: `eeid eq ${id}` })).json().data;
  assert.equal(row.fields.status, 'Inactive');
});

prove('v1-outdated', 'v1 says that it is deprecated and names its successor', '4.4 [O]', async (caller) => {
  const { headers } = await caller.send('datasets');
  assert.ok(headers.get('deprecation'));
  assert.match(headers.get('link') ?? '', /v1_2\/datasets>/);
});

prove('v1-unknown', 'an unknown dataset is 400 in plain text in v1', '4.4 [O]', async (caller) => {
  const reply = await caller.send('datasets/nobody/fields');
  assert.equal(reply.status, 400);
  assert.match(reply.headers.get('content-type') ?? '', /^text\/plain/);
  assert.notEqual(reply.text, '');
});

prove('v1_2-unknown', 'an unknown dataset is 422 DATASET_NOT_FOUND in v1_2', '4.4 [O]', async (caller) => {
  const reply = await caller.send('datasets/nobody/fields', { version: 'v1_2' });
  assert.equal(reply.status, 422);
  assert.match(reply.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.equal(reply.json().code, 'DATASET_NOT_FOUND');
});

believe('v2-unknown', 'an unknown dataset is 404 in v2', '4.4 [O]', async (caller) => {
  const reply = await caller.postJson('datasets/nobody/data', { fields: ['eeid'] }, { version: 'v2' });
  assert.equal(reply.status, 404);
  assert.equal(reply.json().status, 404);
});

prove(
  'v2-rows',
  'rows wrap their values; links are an empty list for one page',
  '4.4 [R26]',
  async (caller) => {
    const reply = (
      await rows(caller, {
        fields: ['eeid', 'firstName', 'lastChanged'],
        filter: "status eq 'Active'",
        pageSize: 1000,
      })
    ).json();
    const { data: found, links, meta } = reply;
    assert.deepEqual(Object.keys(found[0].fields), ['eeid', 'firstName', 'lastChanged']);
    assert.match(found[0].fields.lastChanged, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    assert.deepEqual({ page: meta.page, pageSize: meta.pageSize }, { page: 1, pageSize: 1000 });
    assert.equal(meta.totalItems, found.length);
    if (meta.totalPages === 1) assert.deepEqual(links, []);
  },
);

prove('v2-pages', 'pages follow each other without gap or repetition', '4.4 [O]', async (caller) => {
  const page = async (number: number) =>
    (await rows(caller, { fields: ['eeid'], orderBy: 'eeid asc', page: number, pageSize: 7 })).json();
  const [one, two] = [await page(1), await page(2)];
  assert.equal(one.meta.totalPages, Math.ceil(one.meta.totalItems / 7));
  assert.ok(one.links.next);
  assert.equal(one.links.prev, undefined);
  assert.ok(two.links.prev);
  const ids = [...one.data, ...two.data].map((row: { fields: { eeid: string } }) => Number(row.fields.eeid));
  assert.equal(new Set(ids).size, 14);
  assert.deepEqual(
    ids,
    [...ids].sort((a, b) => a - b),
  );
});

believe(
  'v2-order-not-asked',
  'to sort by a field that is not asked is 400 UE-1001',
  '4.4 [O]',
  async (caller) => {
    const reply = await rows(caller, { fields: ['eeid'], orderBy: 'lastName desc' });
    assert.equal(reply.status, 400);
    assert.equal(reply.json().code, 'UE-1001');
  },
);

for (const filter of [
  'status',
  "status like 'A'",
  "firstName gt 'A'",
  "hireDate ge 'soon'",
  "status eq 'Active",
  "(status eq 'Active'",
])
  believe(`v2-refused-${filter}`, `the filter ${filter} is 422 INVALID_FILTER`, '4.4 [O]', async (caller) => {
    const reply = await rows(caller, { fields: ['eeid'], filter });
    assert.equal(reply.status, 422);
    assert.equal(reply.json().code, 'INVALID_FILTER');
  });

prove('v2-in', 'in (…) keeps any of several options', '4.4 [O]', async (caller) => {
  const total = async (filter?: string) =>
    (await rows(caller, { fields: ['eeid'], ...(filter && { filter }) })).json().meta.totalItems;
  assert.equal(await total("status in ('Active','Inactive')"), await total());
  assert.equal((await total("status eq 'Active'")) + (await total("status ne 'Active'")), await total());
});

prove('v2-in-any-field', 'in (…) is taken for ids and texts, too', '4.4 [O]', async (caller) => {
  const all = (await rows(caller, { fields: ['eeid', 'lastName'], pageSize: 3 })).json().data;
  const [one, two, three] = all.map(({ fields }: { fields: object }) => fields);
  const found = async (filter: string) =>
    (await rows(caller, { fields: ['eeid'], filter, pageSize: 1000 }))
      .json()
      .data.map(({ fields }: { fields: { eeid: string } }) => fields.eeid);
  assert.deepEqual(await found(`eeid in (${one.eeid},${three.eeid})`), [one.eeid, three.eeid]);
  const named = await found(`lastName in ('${one.lastName}','${two.lastName}')`);
  assert.ok(named.includes(one.eeid) && named.includes(two.eeid) && !named.includes(three.eeid));
});

believe('v2-and-or', 'and binds more tightly than or; brackets change that', '4.4 [O]', async (caller) => {
  const all = (await rows(caller, { fields: ['eeid'], pageSize: 2 })).json().data;
  const [one, two] = all.map(({ fields }: { fields: { eeid: string } }) => fields.eeid);
  const total = async (filter: string) =>
    (await rows(caller, { fields: ['eeid'], filter })).json().meta.totalItems;
  assert.equal(await total(`eeid eq ${one} or eeid eq ${two} and eeid eq ${one}`), 1);
  assert.equal(await total(`(eeid eq ${one} or eeid eq ${two}) and eeid ne ${one}`), 1);
  assert.equal(await total(`eeid eq ${one} or eeid eq ${two} and eeid eq ${two}`), 2);
});

prove('v2-dates', 'dates are compared as dates', '4.4 [O]', async (caller) => {
  const reply = await rows(caller, {
    fields: ['hireDate'],
    filter: 'hireDate ge 2020-01-01 and hireDate lt 2024-01-01',
    pageSize: 1000,
  });
  const { data: found } = reply.json();
  assert.ok(found.length > 0, 'nobody was hired in these years');
  for (const { fields } of found)
    assert.ok(fields.hireDate >= '2020-01-01' && fields.hireDate < '2024-01-01', fields.hireDate);
});

for (const body of [{}, { fields: [] }, { fields: 'eeid' }, { fields: ['noSuchField'] }])
  believe(`v2-bad-${JSON.stringify(body)}`, `${JSON.stringify(body)} is 400`, '4.4 [O]', async (caller) => {
    const reply = await rows(caller, body);
    assert.equal(reply.status, 400);
    assert.match(reply.headers.get('content-type') ?? '', /^application\/problem\+json/);
  });

for (const page of [{ page: 0 }, { pageSize: 1001 }, { page: 'x' }])
  believe(`v2-page-${JSON.stringify(page)}`, `${JSON.stringify(page)} is 422`, '4.4 [O]', async (caller) => {
    assert.equal((await rows(caller, { fields: ['eeid'], ...page })).status, 422);
  });

proveByWriting('v2-new', 'a new employee is found by name', '4.4 [R26]', async (caller) => {
  const lastName = `Dataset${Date.now().toString(36)}`;
  const id = await caller.create({ lastName, hireDate: '2024-02-29' });
  const filter = `lastName eq '${lastName.toLowerCase()}'`;
  const reply = (
    await rows(caller, { fields: ['eeid', 'lastName', 'hireDate', 'middleName'], filter })
  ).json();
  assert.deepEqual(
    reply.data.map(({ fields }: { fields: object }) => fields),
    [{ eeid: id, lastName, hireDate: '2024-02-29', middleName: null }],
  );
});

const filtersOf = (field: string, operator: string, value?: unknown) => ({
  filters: { match: 'all', filters: [{ field, operator, value }] },
});

prove('v1-rows', 'v1 answers flat rows, aggregations and a pagination', '4.4 [O]', async (caller) => {
  const reply = (await data(caller, { fields: ['eeid', 'firstName'] }, '?page=1&page_size=5')).json();
  assert.deepEqual(Object.keys(reply), ['data', 'aggregations', 'pagination']);
  assert.deepEqual(Object.keys(reply.data[0]), ['eeid', 'firstName']);
  assert.equal(reply.data.length, 5);
  assert.deepEqual(reply.aggregations, []);
});

for (const [field, operator, value] of [
  ['firstName', 'contains', 'a'],
  ['firstName', 'equal', 'Nobody At All'],
  ['middleName', 'empty', undefined],
  ['hireDate', 'gte', '2022-01-01'],
  ['hireDate', 'range', { start: '2020-01-01', end: '2022-12-31' }],
  ['hireDate', 'last', { duration: 5, unit: 'years' }],
  ['age', 'lt', 40],
  ['status', 'includes', ['Active']],
] as const) {
  const inverse: Record<string, string> = {
    contains: 'does_not_contain',
    equal: 'not_equal',
    empty: 'not_empty',
    includes: 'does_not_include',
  };
  prove(`v1-${operator}`, `${operator} filters ${field}`, '4.4 [O]', async (caller) => {
    const total = async (filters: object) =>
      (await data(caller, { fields: ['eeid'], ...filters })).json().pagination.total_records;
    const all = await total({});
    const kept = await total(filtersOf(field, operator, value));
    assert.ok(operator === 'equal' ? kept === 0 : kept > 0 && kept < all, `${kept} of ${all}`);
    const other = inverse[operator];
    if (other !== undefined) assert.equal(kept + (await total(filtersOf(field, other, value))), all);
  });
}

prove('v1-any', 'match any keeps whoever fits one of the filters', '4.4 [O]', async (caller) => {
  const total = async (match: string) =>
    (
      await data(caller, {
        fields: ['eeid'],
        filters: {
          match,
          filters: [
            { field: 'status', operator: 'includes', value: ['Active'] },
            { field: 'status', operator: 'includes', value: ['Inactive'] },
          ],
        },
      })
    ).json().pagination.total_records;
  assert.equal(await total('all'), 0);
  assert.ok((await total('any')) > 0);
});

for (const body of [
  { fields: ['eeid'], filters: { match: 'most', filters: [] } },
  { fields: ['eeid'], ...filtersOf('firstName', 'resembles', 'a') },
  { fields: ['eeid'], ...filtersOf('hireDate', 'lt', 'soon') },
  { fields: ['eeid'], ...filtersOf('noSuchField', 'empty') },
  { fields: ['eeid'], groupBy: ['status', 'age'] },
  { fields: ['eeid'], aggregations: { defaultAggregation: 'median' } },
])
  believe(`v1-bad-${JSON.stringify(body)}`, `${JSON.stringify(body)} is 400`, '4.4 [O]', async (caller) => {
    assert.equal((await data(caller, body)).status, 400);
  });

prove('v1-group', 'groupBy makes data an object of lists', '4.4 [O]', async (caller) => {
  const { data: groups } = (
    await data(caller, { fields: ['eeid', 'status'], groupBy: ['status'] }, '?page_size=1000')
  ).json();
  assert.deepEqual(Object.keys(groups).sort(), ['Active', 'Inactive']);
  for (const [group, members] of Object.entries<{ status: string }[]>(groups))
    for (const { status } of members) assert.equal(status, group);
});

believe('v1-aggregate', 'aggregations tell all and each group', '4.4 [O]', async (caller) => {
  const reply = (
    await data(caller, {
      fields: ['eeid', 'status'],
      groupBy: ['status'],
      aggregations: { overridingAggregations: [{ eeid: 'count' }] },
    })
  ).json();
  const [count] = reply.aggregations;
  assert.deepEqual([count.field, count.aggregationType], ['eeid', 'count']);
  assert.equal(count.all, reply.pagination.total_records);
  assert.equal(
    Object.values<number>(count.groups).reduce((a, b) => a + b, 0),
    count.all,
  );
});

prove('v1-sort', 'sortBy sorts by several fields', '4.4 [O]', async (caller) => {
  const { data: found } = (
    await data(caller, {
      fields: ['status', 'hireDate'],
      sortBy: [
        { field: 'status', sort: 'desc' },
        { field: 'hireDate', sort: 'asc' },
      ],
    })
  ).json();
  const keys = found.map((row: { status: string; hireDate: string | null }) => [
    row.status,
    row.hireDate ?? '',
  ]);
  assert.ok(keys.length > 2, 'there is nothing to sort');
  for (let i = 1; i < keys.length; i += 1) {
    assert.ok(keys[i - 1][0] >= keys[i][0]);
    if (keys[i - 1][0] === keys[i][0]) assert.ok(keys[i - 1][1] <= keys[i][1]);
  }
});

believe('v1-history', 'showHistory gives a row for each row of the table', '4.4 [O]', async (caller) => {
  const fields = ['eeid', 'jobInformationEffectiveDate', 'jobInformationJobTitle'];
  const total = async (more: object) =>
    (await data(caller, { fields, ...more })).json().pagination.total_records;
  assert.ok((await total({ showHistory: ['jobInformation'] })) > (await total({})));
});
