import { expect, it } from 'vitest';
import { describeWrite, isProviderId } from './write-words.ts';

it('says what was to be changed: the fields, or the table or list', () => {
  expect(describeWrite({ kind: 'update_employee', target: null, fields: ['city', 'workEmail'] })).toBe(
    'Change: City, Work email',
  );
  expect(describeWrite({ kind: 'add_row', target: 'jobInfo', fields: ['date', 'jobTitle'] })).toBe(
    'New row: Job info',
  );
  expect(describeWrite({ kind: 'change_file', target: '17', fields: ['name'] })).toBe('Changed file: Name');
  expect(describeWrite({ kind: 'delete_employee', target: null, fields: [] })).toBe('Removal');
});

it.each(['', '0', '012', '1a', '-1', '1'.repeat(19)])('takes %j for no number of an employee', (text) => {
  expect(isProviderId(text)).toBe(false);
});

it('takes the numbers that BambooHR gives', () => {
  expect(isProviderId('112')).toBe(true);
});
