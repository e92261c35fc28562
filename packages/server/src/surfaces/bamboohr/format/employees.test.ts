import { describe, expect, it } from 'vitest';
import type { DirectoryPerson } from '../../../modules/employees/employee-pages.service.ts';
import type { EmployeeView } from '../../../modules/employees/employees.service.ts';
import { directoryJson, directoryXml, echoText, employeeJson, employeeXml, type Shape } from './employees.ts';
import { documentText } from './xml.ts';

const aView = (values: EmployeeView['values'] = {}): EmployeeView => ({
  id: 'emp_1',
  number: 8,
  values,
  withheld: [],
});
const types: Record<string, string> = { hireDate: 'date', '3': 'date', payRate: 'currency' };
const fieldOf = (name: string) => ({ alias: name, type: types[name] ?? 'text', name: `The ${name}` });
const aShape = (names: string[]): Shape => ({ names, fieldOf, place: 'employee', currency: 'USD' });

describe('one employee', () => {
  it('has its id first, then the asked names in asked order, as they were asked', () => {
    const view = aView({ '3': '2026-01-05', firstName: 'Ann', lastName: 'Lee' });
    expect(employeeJson(view, aShape(['lastName', '3', 'id', 'firstName']))).toBe(
      '{"id":"8","lastName":"Lee","3":"2026-01-05","firstName":"Ann"}',
    );
  });

  it('leaves out what is unknown or hidden', () => {
    expect(employeeJson(aView({ firstName: 'Ann' }), aShape(['ssn', 'firstName', 'nonsense']))).toBe(
      '{"id":"8","firstName":"Ann"}',
    );
  });

  it('shows blanks by type', () => {
    const view = aView({ hireDate: null, payRate: null, firstName: null });
    expect(JSON.parse(employeeJson(view, aShape(['hireDate', 'payRate', 'firstName'])))).toEqual({
      id: '8',
      hireDate: '0000-00-00',
      payRate: ' USD',
      firstName: null,
    });
  });

  it('has empty elements for blanks in XML', () => {
    const view = aView({ firstName: 'Ann', lastName: null });
    expect(documentText(employeeXml(view, aShape(['firstName', 'lastName'])))).toBe(
      '<?xml version="1.0"?>\n<employee id="8">\n <field id="firstName">Ann</field>\n <field id="lastName"></field>\n</employee>\n',
    );
  });
});

describe('the echo of a write', () => {
  it('has id, names and status before the posted fields', () => {
    expect(
      echoText(
        121,
        { firstName: 'Ann', lastName: 'Lee', status: 'Active' },
        { city: 'Ulm', firstName: 'Eve' },
      ),
    ).toBe('{"id":"121","firstName":"Eve","lastName":"Lee","status":"Active","city":"Ulm"}');
  });
});

describe('the directory', () => {
  const names = ['firstName', 'workPhone', 'supervisor', 'photoUploaded'];
  const ann = { number: 8, variant: 0, values: ['Ann', null, 'Berg, Jan', false], mayUploadPhoto: false };
  async function* pages(...people: DirectoryPerson[]) {
    for (const person of people) yield [person];
  }
  const whole = async (pieces: AsyncIterable<string>) => {
    let text = '';
    for await (const piece of pieces) text += piece;
    return text;
  };

  it('lists the visible fields and ends with canUploadPhoto, whose keys are in another order', async () => {
    const text = await whole(directoryJson(names, pages(ann), { fieldOf }));
    expect(text).toContain('{"type":"bool","name":"","id":"canUploadPhoto"}],"employees"');
    const { fields } = JSON.parse(text);
    expect(fields.map((f: { id: string }) => f.id)).toEqual([...names, 'canUploadPhoto']);
    expect(fields[2]).toEqual({ id: 'supervisor', type: 'text', name: 'Manager' });
  });

  it('turns the supervisor round and keeps booleans, on every page', async () => {
    const eve = { ...ann, number: 9, values: ['Eve', '1', null, true], mayUploadPhoto: true };
    const { employees } = JSON.parse(await whole(directoryJson(names, pages(ann, eve), { fieldOf })));
    expect(employees).toEqual([
      {
        id: '8',
        firstName: 'Ann',
        workPhone: null,
        supervisor: 'Jan Berg',
        photoUploaded: false,
        canUploadPhoto: 0,
      },
      {
        id: '9',
        firstName: 'Eve',
        workPhone: '1',
        supervisor: null,
        photoUploaded: true,
        canUploadPhoto: 1,
      },
    ]);
  });

  it('has the same fields in XML: a fieldset and employees, with canUploadPhoto at the end', async () => {
    const able = { ...ann, values: ['Ann'], mayUploadPhoto: true };
    const text = await whole(directoryXml(['firstName'], pages(able), { fieldOf }));
    expect(text).toBe(
      '<?xml version="1.0"?>\n<directory>\n <fieldset>\n  <field id="firstName">The firstName</field>\n  <field id="canUploadPhoto"></field>\n </fieldset>\n' +
        ' <employees>\n  <employee id="8">\n   <field id="firstName">Ann</field>\n   <field id="canUploadPhoto">1</field>\n  </employee>\n </employees>\n</directory>\n',
    );
  });
});
