import assert from 'node:assert/strict';
import { assertError, type Caller, json, unique } from '../caller.ts';
import { area } from '../case.ts';

const { cases, prove, believe, proveByWriting, believeByWriting } = area('metadata');

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

// Numbers below about 4200 are the same in every account.
const stable = `
address1 8 text|address2 9 text|bonusAmount 4152 currency|bonusComment 4154 textarea|bonusDate 4151 date
bonusReason 4153 list|city 10 text|commissionAmount 4157 currency|commissionComment 4158 textarea
commissionDate 4156 date|country 3991 country|dateOfBirth 6 date|department 4 list|division 1355 list
eeo 157 list|employeeNumber 636 employee_number|employeeStatusDate 1936 date
employmentHistoryStatus 16 list|employmentStatus 387 status|ethnicity 1037 list|facebook 4057 contact_url
firstName 1 text|flsaCode 1359 list|gender 154 gender|hireDate 3 date|homeEmail 1357 email|homePhone 14 phone
jobLevel -50 text|jobTitle 17 list|lastName 2 text|linkedIn 4058 contact_url|location 18 list
maritalStatus 155 marital_status|middleName 5 text|mobilePhone 13 phone|payBand -49 pay_band
payChangeReason 4017 list|payGroup 4043 list|payRate 19 currency|payRateEffectiveDate 4021 date
payType 156 pay_type|pinterest 4060 contact_url|preferredName 1358 text|nickname 1358 text
reportsTo 91 employee|ssn 7 ssn|state 11 state|status 387 status|terminationDate -38 date
twitterFeed 4056 twitter_handle|workEmail 15 email|workPhone 634 phone|workPhoneExtension 635 text
zipcode 12 text|benefitClassDate 4164 date|benefitClassClass 4165 list|benefitClassChangeReason 4166 list
adpCompanyCode 4160 list|earningsDate 4148 date|earningsPriorYear 4149 currency`;

prove(
  'fields-numbers',
  'every alias with a number that all accounts share has that number and type',
  '3.1, B [F][R26]',
  async (caller) => {
    const fields: Field[] = (await caller.getJson('meta/fields')).json();
    const listed = new Set(fields.map(({ id, alias, type }) => `${alias} ${id} ${type}`));
    const missing = stable
      .trim()
      .split(/[|\n]/)
      .filter((entry) => !listed.has(entry));
    assert.deepEqual(missing, []);
  },
);

// Columns of tables that have a number and no alias.
const numbered = [
  4045, 4046, 4047, 1502, 1610, 4001, 4175, 158, 160, 159, 693, 2123, 691, 2124, 692, 690, 689, 3993, 4044,
  4063, 1923, 1925, 1924, 1926, 1927, 1928, 1929, 1930, 1931, 1932, 1933, 1934, 1935, 3992, 4169, 4170, 4171,
  4172, 4173, 4174,
];

prove(
  'fields-numbered',
  'fields without an alias are listed by number',
  '3.1, B [F][R26]',
  async (caller) => {
    const fields: Field[] = (await caller.getJson('meta/fields')).json();
    const bare = new Set(fields.filter((field) => !('alias' in field)).map(({ id }) => id));
    assert.deepEqual(
      numbered.filter((id) => !bare.has(id)),
      [],
    );
  },
);

prove(
  'fields-shared',
  'several entries share an id or an alias; sub-fields have text ids',
  '3.1 [R26]',
  async (caller) => {
    const fields: Field[] = (await caller.getJson('meta/fields')).json();
    const idsOf = (alias: string) => fields.filter((f) => f.alias === alias).map(({ id }) => id);
    assert.deepEqual(idsOf('employmentHistoryStatus'), [16, '16.1']);
    assert.deepEqual(idsOf('payRate'), [19, '19.1']);
    const aliasesOf = (id: number) => fields.filter((f) => f.id === id).map(({ alias }) => alias);
    assert.deepEqual(aliasesOf(1358).sort(), ['nickname', 'preferredName']);
    assert.deepEqual(aliasesOf(387).sort(), ['employmentStatus', 'status']);
  },
);

proveByWriting(
  'fields-sub',
  'a sub-field is asked for by its number: 19.1 is the currency of the pay rate',
  '2.3, B [R26]',
  async (caller) => {
    const id = await caller.create({ payRate: '1000.00 EUR' });
    const person = (await caller.getJson(`employees/${id}?fields=19,19.1,payRate`)).json();
    assert.deepEqual(person, { id, 19: '1000.00 EUR', '19.1': 'EUR', payRate: '1000.00 EUR' });
  },
);

const calculated =
  'age,bestEmail,birthday,displayName,fullName1,fullName2,fullName3,fullName4,fullName5,lastChanged,' +
  'payScheduleId,payGroupId,stateCode,supervisor,supervisorId,supervisorEId,supervisorEmail,workPhonePlusExtension,createdByUserId,' +
  'isPhotoUploaded,photoUploaded,photoUrl,acaStatusCategory,includeInPayroll,nationalId,nin,sin,pronouns,' +
  'skypeUsername,standardHoursPerWeek,paidPer,payFrequency,commisionDate';

prove(
  'fields-unlisted',
  'every alias that has no number of its own is accepted and answered',
  '3.1, B [K][R26]',
  async (caller) => {
    const person = (await caller.getJson(`employees/${await caller.someone()}?fields=${calculated}`)).json();
    assert.deepEqual(Object.keys(person).slice(1), calculated.split(','));
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

believe(
  'fields-xml',
  'XML fields have id, type and alias, and the name as text',
  '3.1 [K]',
  async (caller) => {
    const { text } = await caller.send('meta/fields');
    assert.match(text, /<field id="1" type="text" alias="firstName">[^<]+<\/field>/);
  },
);

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

const standardLists: Record<number, string[]> = {
  16: ['Contractor', 'Full-Time', 'Furloughed', 'Intern', 'Part-Time', 'Terminated'],
  1359: ['Exempt', 'Non-exempt'],
  4313: ['Death', 'Resignation (Voluntary)', 'Termination (Involuntary)'],
  4315: ['No', 'Upon review', 'Yes'],
  160: ['Brother', 'Daughter', 'Father', 'Friend', 'Husband', 'Mother', 'Sister', 'Son', 'Wife'],
  4170: ['B1', 'B2', 'H1B', 'H2B', 'L1A', 'L1B', 'Permanent Resident', 'TN1'],
  4294: ["Associate's", "Bachelor's", 'Doctorate', "Master's"],
  4386: ['Every other week', 'Twice a month'],
  4515: ['ISO', 'MIU', 'NSO', 'RSA', 'RSU'],
};

interface List {
  fieldId: number;
  manageable: string;
  options: { name: string }[];
}

prove('lists-defaults', 'standard lists have their default options', '3.2, C [R26]', async (caller) => {
  const lists: List[] = (await caller.getJson('meta/lists')).json();
  for (const [fieldId, names] of Object.entries(standardLists)) {
    const found = lists.find((list) => list.fieldId === Number(fieldId));
    const has = new Set(found?.options.map(({ name }) => name));
    assert.deepEqual(
      names.filter((name) => !has.has(name)),
      [],
      fieldId,
    );
  }
});

prove(
  'lists-manageable',
  'locations and lists of fixed values cannot be managed as lists',
  '3.2, C [R26]',
  async (caller) => {
    const lists: List[] = (await caller.getJson('meta/lists')).json();
    const managed = (fieldId: number) => lists.find((list) => list.fieldId === fieldId)?.manageable;
    assert.deepEqual([18, 1359, 4313, 157].map(managed), ['no', 'no', 'no', 'no']);
    assert.deepEqual([17, 4, 1355, 16].map(managed), ['yes', 'yes', 'yes', 'yes']);
  },
);

const standardTables: Record<string, string[]> = {
  jobInfo: ['date', 'location', 'department', 'division', 'jobTitle', 'reportsTo', 'teams'],
  employmentStatus: [
    'date',
    'employmentStatus',
    'comment',
    'terminationReasonId',
    'terminationTypeId',
    'terminationRehireId',
  ],
  compensation: [
    'startDate',
    'endDate',
    'rate',
    'type',
    'exempt',
    'reason',
    'comment',
    'paidPer',
    'paySchedule',
    'overtimeRate',
  ],
  emergencyContacts: [
    'name',
    'relationship',
    'homePhone',
    'addressLine1',
    'addressLine2',
    'mobilePhone',
    'email',
    'zipcode',
    'city',
    'state',
    'country',
    'workPhone',
    'workPhoneExtension',
    'primaryContact',
  ],
  dependents: ['firstName', 'middleName', 'lastName', 'relationship', 'gender', 'ssn', 'dateOfBirth'],
  bonus: ['date', 'amount', 'reason', 'comment'],
  commission: ['date', 'amount', 'comment'],
  earnings: ['date', 'priorYear'],
  benefit_class: ['date', 'class', 'changeReason'],
  employeeEducation: ['school', 'startDate', 'endDate', 'degree', 'major', 'gpa'],
  employeeVisas: ['date', 'visaType', 'country', 'issued', 'expires', 'note'],
  employeePassports: ['number', 'issued', 'expires', 'country'],
  employeeAssets: ['category', 'description', 'serialNumber', 'dateLoaned', 'dateReturned', 'cost', 'notes'],
  employeeCertifications: ['title', 'completionDate', 'certificationNumber', 'expirationDate', 'notes'],
  employeeStockOptions: ['grantDate', 'plan', 'optionPrice', 'granted', 'comments'],
};

prove('tables-all', 'every standard table is listed with its columns', '2.9, 3.3 [F][D]', async (caller) => {
  const tables = (await caller.getJson('meta/tables')).json();
  for (const [alias, columns] of Object.entries(standardTables)) {
    const found = tables.find((table: { alias: string }) => table.alias === alias);
    const has = new Set(found?.fields.map((field: { alias: string }) => field.alias));
    assert.deepEqual(
      columns.filter((column) => !has.has(column)),
      [],
      alias,
    );
  }
});

prove('tables-xml', 'without an Accept header tables are XML', '3.3 [F][C]', async (caller) => {
  const reply = await caller.send('meta/tables');
  assert.match(reply.headers.get('content-type') ?? '', /^text\/xml/);
  assert.match(reply.text, /<table alias="jobInfo">\s*<field id="4047"[^>]*alias="date"/);
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
  },
);

believe('users-xml', 'users are elements with the same in XML', '3.4 [K][inferred]', async (caller) => {
  const { text } = await caller.send('meta/users');
  assert.match(text, /<users>\s*<user id="\d+" employeeId="\d+" status="/);
});

believe('users-status', 'status keeps users of that status', '3.4 [K]', async (caller) => {
  assert.deepEqual(Object.keys((await caller.getJson('meta/users?status=none')).json()), []);
});

const putOptions = (caller: Caller, fieldId: number | string, options: unknown[]) =>
  caller.send(`meta/lists/${fieldId}`, {
    method: 'PUT',
    accept: json,
    type: json,
    body: JSON.stringify({ options }),
  });

interface Option {
  id: number;
  name: string;
  archived: string;
}
const optionsOf = async (caller: Caller, fieldId: number): Promise<Option[]> => {
  const lists = (await caller.getJson('meta/lists')).json();
  return lists.find((list: { fieldId: number }) => list.fieldId === fieldId).options;
};

believe('list-one', 'one list is read by its field, in both forms', '3.2 [K]', async (caller) => {
  const list = (await caller.getJson('meta/lists/16')).json();
  assert.deepEqual([list.fieldId, list.alias], [16, 'employmentHistoryStatus']);
  assert.match((await caller.send('meta/lists/16')).text, /<list fieldId="16"[^>]*>\s*<name>/);
  assertError(await caller.getJson('meta/lists/99999999'), 404);
  assertError(await caller.getJson('meta/lists/nothing'), 404);
});

proveByWriting(
  'list-put',
  'options are added and renamed by JSON, and the answer is an XML list',
  '3.2 [O]',
  async (caller) => {
    const [first, second] = [`Added ${unique()}`, `Renamed ${unique()}`];
    const added = await putOptions(caller, 4, [{ value: first }]);
    assert.equal(added.status, 200);
    assert.match(added.headers.get('content-type') ?? '', /^text\/xml/);
    assert.match(added.text, /<list fieldId="4" alias="department"/);
    assert.ok(added.text.includes(`>${first}</option>`));
    const option = (await optionsOf(caller, 4)).find(({ name }) => name === first);
    await putOptions(caller, 4, [{ id: option?.id, value: second }]);
    const after = (await optionsOf(caller, 4)).find(({ id }) => id === option?.id);
    assert.deepEqual([after?.name, after?.archived], [second, 'no']);
  },
);

proveByWriting('list-put-xml', 'options are added and archived by XML', '3.2 [O]', async (caller) => {
  const name = `Xml ${unique()}`;
  const put = (body: string) => caller.send('meta/lists/4', { method: 'PUT', type: 'text/xml', body });
  assert.equal((await put(`<options><option>${name}</option></options>`)).status, 200);
  const option = (await optionsOf(caller, 4)).find((one) => one.name === name);
  await put(`<options><option id="${option?.id}" archived="yes"/></options>`);
  const after = (await optionsOf(caller, 4)).find(({ id }) => id === option?.id);
  assert.deepEqual([after?.name, after?.archived], [name, 'yes']);
});

believeByWriting(
  'list-rename-follows',
  'employees and their history show the new name of an option',
  '3.2 [O]',
  async (caller) => {
    const [before, after] = [`Before ${unique()}`, `After ${unique()}`];
    await putOptions(caller, 4, [{ value: before }]);
    const employee = await caller.create({ department: before });
    const option = (await optionsOf(caller, 4)).find(({ name }) => name === before);
    await putOptions(caller, 4, [{ id: option?.id, value: after }]);
    const person = (await caller.getJson(`employees/${employee}?fields=department`)).json();
    assert.equal(person.department, after);
    const [row] = (await caller.getJson(`employees/${employee}/tables/jobInfo`)).json();
    assert.equal(row.department, after);
  },
);

believeByWriting(
  'list-archived-input',
  'an archived option is refused for new values',
  '3.2, 8 [O]',
  async (caller) => {
    const name = `Gone ${unique()}`;
    await putOptions(caller, 4, [{ value: name, archived: 'yes' }]);
    const reply = await caller.postJson('employees', {
      firstName: 'A',
      lastName: 'B',
      department: name,
    });
    assertError(reply, 409);
  },
);

proveByWriting(
  'list-put-errors',
  'a fixed list is 403, an unknown one 404, a name twice 409, a body without options 400',
  '3.2 [O]',
  async (caller) => {
    const name = `Twice ${unique()}`;
    await putOptions(caller, 4, [{ value: name }]);
    assertError(await putOptions(caller, 4, [{ value: name.toUpperCase() }]), 409);
    assertError(await putOptions(caller, 1359, [{ value: name }]), 403);
    assertError(await putOptions(caller, 99_999_999, [{ value: name }]), 404);
    assertError(await putOptions(caller, 4, []), 400);
    assertError(await putOptions(caller, 4, [{}]), 400);
    const nothing = await caller.send('meta/lists/4', { method: 'PUT', type: json, body: '{}' });
    assertError(nothing, 400);
  },
);
