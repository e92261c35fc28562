import type { Field, User } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import {
  fieldsJson,
  fieldsXml,
  listsJson,
  listsXml,
  tablesJson,
  tablesXml,
  usersJson,
  usersXml,
} from './metadata.ts';
import { documentText } from './xml.ts';

const aField = (field: Partial<Field>): Field => ({
  key: 'department',
  number: '4',
  alias: 'department',
  name: 'Department',
  type: 'list',
  table: null,
  readOnly: false,
  sensitive: false,
  custom: false,
  ...field,
});
const at = new Date('2025-12-15T22:28:38Z');
const aList = {
  number: 16,
  alias: 'employmentHistoryStatus',
  name: 'Employment Status',
  manageable: true,
  multiple: false,
  options: [
    {
      id: 18160,
      name: 'Contractor',
      archived: false,
      manageable: false,
      adpCode: null,
      createdAt: at,
      archivedAt: null,
    },
    {
      id: 18161,
      name: 'Old & gone',
      archived: true,
      manageable: true,
      adpCode: 'OG',
      createdAt: at,
      archivedAt: at,
    },
  ],
};

describe('the fields', () => {
  it('have integer ids, text ids for sub-fields, negative ones too', () => {
    const fields = [aField({}), aField({ number: '16.1' }), aField({ number: '-38' })];
    expect(JSON.parse(fieldsJson(fields, () => false)).map((f: { id: unknown }) => f.id)).toEqual([
      4,
      '16.1',
      -38,
    ]);
  });

  it('name an alias only where there is one, and mark what is deprecated', () => {
    const fields = [aField({ alias: null }), aField({ key: 'nickname', alias: 'nickname', number: '1358' })];
    expect(fieldsJson(fields, (key) => key === 'nickname')).toBe(
      '[{"id":4,"name":"Department","type":"list"},' +
        '{"id":1358,"type":"list","deprecated":true,"name":"Department","alias":"nickname"}]',
    );
  });

  it('are elements with the name as text in XML', () => {
    expect(documentText(fieldsXml([aField({})]))).toContain(
      '<field id="4" type="list" alias="department">Department</field>',
    );
  });
});

describe('the lists', () => {
  it('have integer ids and yes or no', () => {
    const [list] = JSON.parse(listsJson([aList]));
    expect(list).toMatchObject({
      fieldId: 16,
      manageable: 'yes',
      multiple: 'no',
      alias: 'employmentHistoryStatus',
    });
    expect(list.options[0]).toEqual({
      id: 18160,
      archived: 'no',
      manageable: 'no',
      createdDate: '2025-12-15T22:28:38+00:00',
      archivedDate: null,
      name: 'Contractor',
    });
    expect(list.options[1]).toMatchObject({
      archived: 'yes',
      adpCode: 'OG',
      archivedDate: '2025-12-15T22:28:38+00:00',
    });
  });

  it('without an alias have no such key', () => {
    expect(JSON.parse(listsJson([{ ...aList, alias: null }]))[0]).not.toHaveProperty('alias');
  });

  it('nest options in XML', () => {
    const text = documentText(listsXml([aList]));
    expect(text).toContain(
      '<list fieldId="16" alias="employmentHistoryStatus" manageable="yes" multiple="no">',
    );
    expect(text).toContain('archived="yes"');
    expect(text).toContain('>Old &amp; gone</option>');
  });
});

describe('the tables', () => {
  const tables = [
    { alias: 'jobInfo', fields: [aField({ number: '4047', alias: 'date', name: 'Date', type: 'date' })] },
  ];

  it('list their columns', () => {
    expect(tablesJson(tables)).toBe(
      '[{"alias":"jobInfo","fields":[{"id":4047,"name":"Date","alias":"date","type":"date"}]}]',
    );
    expect(documentText(tablesXml(tables))).toContain(
      '<field id="4047" type="date" alias="date">Date</field>',
    );
  });
});

describe('the users', () => {
  const aUser = (user: Partial<User> = {}): User => ({
    id: 'usr_1',
    number: 2370,
    kind: 'person',
    email: 'ann@acme.example',
    firstName: 'Ann',
    lastName: 'Lee',
    status: 'enabled',
    accessLevelId: 'lvl_1',
    accessLevelName: 'Full Admin',
    employeeNumber: 61,
    lastLoginAt: '2025-10-20T22:14:17.000Z',
    createdAt: '2025-10-20T22:14:17.000Z',
    ...user,
  });

  it('are an object by id with integers', () => {
    expect(JSON.parse(usersJson([aUser()]))).toEqual({
      '2370': {
        id: 2370,
        employeeId: 61,
        firstName: 'Ann',
        lastName: 'Lee',
        email: 'ann@acme.example',
        status: 'enabled',
        lastLogin: '2025-10-20T22:14:17+00:00',
      },
    });
  });

  it('without an employee have 0, and no lastLogin when they never came', () => {
    const [user] = Object.values(
      JSON.parse(usersJson([aUser({ employeeNumber: null, lastLoginAt: null, email: null })])),
    );
    expect(user).toMatchObject({ employeeId: 0, email: null });
    expect(user).not.toHaveProperty('lastLogin');
  });

  it('have attributes and names in XML', () => {
    const text = documentText(usersXml([aUser()]));
    expect(text).toContain('<user id="2370" employeeId="61" status="enabled">\n  <firstName>Ann</firstName>');
  });
});
