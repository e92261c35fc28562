import { describe, expect, it } from 'vitest';
import type { TrainingRecord, TrainingType } from '../../../modules/trainings/trainings.ts';
import { categoriesJson, recordsJson, typesJson, typeValue, writtenRecord } from './trainings.ts';
import { readDetails, readName, readRecord, readType } from './trainings-input.ts';

const cpr: TrainingType = {
  id: 17,
  name: 'CPR',
  required: false,
  renewalMonths: 24,
  dueDays: null,
  category: null,
  linkUrl: null,
  description: null,
  selfCompletion: false,
};
const handbook: TrainingType = {
  ...cpr,
  id: 16,
  name: 'Handbook',
  required: true,
  renewalMonths: null,
  dueDays: 14,
  category: { id: 3, name: 'Start' },
  selfCompletion: true,
};
const record: TrainingRecord = {
  id: 1007,
  employeeId: 'emp_1',
  employeeNumber: 4,
  typeId: 17,
  completedOn: '2025-07-08',
  notes: null,
  instructor: 'Red Cross',
  credits: 1,
  hours: 2.5,
  cost: { value: '50.00', currency: 'USD' },
};
const invalid = expect.objectContaining({ code: 'request.invalid' });

describe('types', () => {
  it('are keyed by id, with the recorded blanks', () => {
    expect(JSON.parse(typesJson([cpr]))).toEqual({
      17: {
        id: '17',
        name: 'CPR',
        renewable: true,
        frequency: '24',
        dueFromHireDate: [],
        required: false,
        category: [],
        linkUrl: null,
        description: null,
        allowEmployeesToMarkComplete: false,
      },
    });
    expect(typeValue(handbook)).toMatchObject({
      renewable: false,
      frequency: 0,
      dueFromHireDate: { unit: 'day', amount: '14' },
      category: { id: '3', name: 'Start' },
    });
  });

  it('and categories and records are a list where there are none', () => {
    expect([typesJson([]), categoriesJson([]), recordsJson([])]).toEqual(['[]', '[]', '[]']);
    expect(categoriesJson([{ id: 3, name: 'Start' }])).toBe('{"3":{"id":"3","name":"Start"}}');
  });

  it('are read as documented, and as they are shown', () => {
    const read = { ...handbook, category: { id: 3 } };
    const { id: _, ...input } = read;
    const sent = { name: ' Handbook ', required: true, allowEmployeesToMarkComplete: true };
    expect(readType({ ...sent, dueFromHireDate: 14, category: 3 })).toEqual(input);
    expect(readType(typeValue(handbook))).toEqual(input);
    expect(readType({ ...typeValue(cpr), category: { name: 'New' } })).toMatchObject({
      renewalMonths: 24,
      dueDays: null,
      category: { name: 'New' },
    });
    expect(readType({ ...sent, required: 'no', category: 'New' })).toMatchObject({
      required: false,
      category: { name: 'New' },
    });
  });

  it.each([
    [{ required: true }],
    [{ name: 'A' }],
    [{ name: ' ', required: true }],
    [{ name: 'A', required: 'perhaps' }],
    [{ name: 'A', required: true, renewable: true }],
    [{ name: 'A', required: true, frequency: 3 }],
    [{ name: 'A', required: true, renewable: true, frequency: -3 }],
    [{ name: 'A', required: true, dueFromHireDate: { unit: 'year', amount: 1 } }],
    [{ name: 'A', required: true, category: { id: 'x' } }],
  ])('%j is refused', (value) => {
    expect(() => readType(value)).toThrow(invalid);
    if (!('required' in value)) expect(readName(value)).toBe('A');
  });
});

describe('records', () => {
  it('are keyed by id and hold texts', () => {
    expect(JSON.parse(recordsJson([record]))).toEqual({
      1007: {
        id: '1007',
        employeeId: '4',
        completed: '2025-07-08',
        notes: null,
        instructor: 'Red Cross',
        credits: '1',
        hours: '2.5',
        cost: '50.00 USD',
        type: '17',
      },
    });
  });

  it('just written have a blank text for no cost', () => {
    expect(writtenRecord({ ...record, cost: null }, 17)).toMatchObject({ cost: '', type: 17 });
  });

  it('are read with costs of every form', () => {
    const cost = (value: unknown) => readDetails({ completed: '2025-07-08', cost: value }, 'EUR').cost;
    expect(['50 USD', { value: '50', currency: 'usd' }, 50, '50.00', ''].map(cost)).toEqual([
      { value: '50.00', currency: 'USD' },
      { value: '50.00', currency: 'USD' },
      { value: '50.00', currency: 'EUR' },
      { value: '50.00', currency: 'EUR' },
      null,
    ]);
    expect(readRecord({ completed: '2025-07-08T00:00:00', type: '17', hours: 2.499 }, 'USD')).toMatchObject({
      completedOn: '2025-07-08',
      typeId: 17,
      hours: 2.5,
    });
  });

  it.each([
    [{ type: 17 }],
    [{ completed: '2025-07-08' }],
    [{ completed: '2025-02-30', type: 17 }],
    [{ completed: '2025-07-08', type: 'x' }],
    [{ completed: '2025-07-08', type: 17, hours: -1 }],
    [{ completed: '2025-07-08', type: 17, cost: 'dear' }],
    [{ completed: '2025-07-08', type: 17, notes: {} }],
  ])('%j is refused', (value) => {
    expect(() => readRecord(value, 'USD')).toThrow(invalid);
  });
});
