import { JoineryError } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { refusedFurtherFields } from './own-fields.service.ts';

const fields = [
  { id: '4711', alias: 'customJoineryId' },
  { id: '17', alias: 'jobTitle' },
  { id: '4712', alias: null },
  { id: '91', alias: 'linkedIn' },
];
let asked = 0;
const account = (markerField: string | null, problem?: string) => ({
  markerField,
  actions: {
    listFields: async () => {
      asked += 1;
      if (problem !== undefined) throw new JoineryError('connections.disabled', problem);
      return fields;
    },
  },
});
const refused = async (aliases: string[], to = account('customJoineryId')) => [
  ...(await refusedFurtherFields(to, aliases)).keys(),
];

describe('a further field', () => {
  it('is none that the hire writes by itself: neither its marker nor what a step has written', async () => {
    const others = ['linkedIn', 'customJoineryId', 'FirstName', ' hireDate'];
    asked = 0;
    expect(await refused(others)).toEqual(['customJoineryId', 'FirstName', ' hireDate']);
    expect(asked).toBe(0);
    expect(await refused(['linkedIn'], account(null))).toEqual([]);
  });

  it('is none of these by its number, either, whichever of both the marker field is named by', async () => {
    const others = ['4711', '4711.0', '17', '4712', '91'];
    expect(await refused(others)).toEqual(['4711', '4711.0', '17']);
    expect(await refused(['customJoineryId', 'CUSTOMJOINERYID', '4711', '91'], account('4711'))).toEqual([
      'customJoineryId',
      'CUSTOMJOINERYID',
      '4711',
    ]);
  });

  it('by a number of which the account tells nothing is refused, with the reason', async () => {
    const told = await refusedFurtherFields(account('customJoineryId', 'It is away.'), [
      '4711',
      'customJoineryId',
    ]);
    expect(told.get('4711')).toContain('could not be told: It is away.');
    expect(told.get('customJoineryId')).toContain('the hire writes it by itself');
  });
});
