import { describe, expect, it } from 'vitest';
import { cursorTo, listColumns, listedEmployee, readCursor } from './employee-list.ts';

describe('an employee of the list', () => {
  const optionId = (alias: string, option: string) =>
    alias === 'department' && option === 'Sales' ? 12 : undefined;

  it('has its own names, ids as text, null for blanks, and what is hidden by name', () => {
    const columns = listColumns(['departmentName', 'departmentId', 'birthDate', 'divisionId']);
    const values = ['Ann', 'Lee', null, null, 'Engineer', 'Active', 'Sales', 'Sales', undefined, 'Gone'];
    expect(listedEmployee(7, columns, values, { optionId })).toEqual({
      employeeId: '7',
      firstName: 'Ann',
      lastName: 'Lee',
      preferredName: null,
      photoUrl: 'https://resources.bamboohr.com/images/photo_person_160x160.png',
      jobTitleName: 'Engineer',
      status: 'Active',
      departmentName: 'Sales',
      departmentId: '12',
      birthDate: null,
      divisionId: null,
      _restrictedFields: ['birthDate'],
    });
  });

  it('has each asked column once, and none that the list does not know', () => {
    const names = listColumns(['workEmail', 'workEmail', 'toString', '__proto__', 'firstName']).map(
      ({ name }) => name,
    );
    expect(names.slice(6)).toEqual(['workEmail']);
  });
});

describe('a cursor', () => {
  it('is the recorded text', () => {
    expect(cursorTo('nextEmployee', 56)).toBe(Buffer.from('{"nextEmployee":56}').toString('base64'));
    expect([readCursor(cursorTo('nextEmployee', 56)), readCursor(cursorTo('prevEmployee', 6))]).toEqual([
      56, 6,
    ]);
  });

  it.each(['', 'x', 'bnVsbA==', 'e30=', Buffer.from('{"nextEmployee":"5"}').toString('base64')])(
    '%s is none',
    (text) => {
      expect(readCursor(text)).toBeUndefined();
    },
  );
});
