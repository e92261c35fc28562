import { describe, expect, it } from 'vitest';
import type { EmployeeView } from '../../../modules/employees/employees.service.ts';
import type { Shape } from './employees.ts';
import { reportJson, reportXml } from './reports.ts';
import { documentText } from './xml.ts';

const aView = (number: number, values: EmployeeView['values']): EmployeeView => ({
  id: `emp_${number}`,
  number,
  values,
  withheld: [],
});
const types: Record<string, string> = { hireDate: 'date', payRate: 'currency', state: 'state' };
const aShape = (names: string[]): Shape => ({
  names,
  fieldOf: (name) => ({ alias: name, type: types[name] ?? 'text', name: `The ${name}` }),
  place: 'report',
  currency: 'USD',
});

describe('a report', () => {
  it('has the id first in every row and not among the fields', () => {
    const text = reportJson(
      'People',
      [aView(4, { firstName: 'Ann', hireDate: null })],
      aShape(['firstName', 'hireDate']),
    );
    expect(text).toBe(
      '{"title":"People","fields":[{"id":"firstName","type":"text","name":"The firstName"},' +
        '{"id":"hireDate","type":"date","name":"The hireDate"}],' +
        '"employees":[{"id":"4","firstName":"Ann","hireDate":"0000-00-00"}]}',
    );
  });

  it('names the id when it is asked for', () => {
    const { fields } = JSON.parse(reportJson('', [aView(4, { id: 4 })], aShape(['id'])));
    expect(fields).toEqual([{ id: 'id', type: 'int', name: 'EEID' }]);
  });

  it('leaves out columns that nobody may be seen of', () => {
    const views = [aView(4, { firstName: 'Ann' }), aView(5, { firstName: 'Bo', payRate: null })];
    const { fields, employees } = JSON.parse(reportJson('', views, aShape(['firstName', 'ssn', 'payRate'])));
    expect(fields.map((f: { id: string }) => f.id)).toEqual(['firstName', 'payRate']);
    expect(employees).toEqual([
      { id: '4', firstName: 'Ann' },
      { id: '5', firstName: 'Bo', payRate: ' USD' },
    ]);
  });

  it('names a field asked by number by that number, and its values by the text of it', () => {
    const text = reportJson('', [aView(4, { '1610': null, '16.1': 'x' })], aShape(['1610', '16.1']));
    const { fields, employees } = JSON.parse(text);
    expect(fields.map((f: { id: unknown }) => f.id)).toEqual([1610, '16.1']);
    expect(employees[0]).toEqual({ id: '4', '1610': null, '16.1': 'x' });
  });

  it('shows blank states as empty text', () => {
    const { employees } = JSON.parse(reportJson('', [aView(4, { state: null })], aShape(['state'])));
    expect(employees[0].state).toBe('');
  });

  it('of nobody has no fields', () => {
    expect(JSON.parse(reportJson('', [], aShape(['firstName'])))).toEqual({
      title: '',
      fields: [],
      employees: [],
    });
  });

  it('has a title, a fieldset and employees in XML', () => {
    const text = documentText(reportXml('P&L', [aView(4, { firstName: 'Ann' })], aShape(['firstName'])));
    expect(text).toContain('<title>P&amp;L</title>');
    expect(text).toContain('<field id="firstName" type="text">The firstName</field>');
    expect(text).toContain('<employee id="4">');
  });
});
