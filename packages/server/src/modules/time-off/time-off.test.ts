import { describe, expect, it } from 'vitest';
import { actionsOn, amountOf, daysOf, type NewRequest, type Standing, splitAmount } from './time-off.ts';

const aRequest = (change: Partial<NewRequest> = {}): NewRequest => ({
  status: 'requested',
  startsOn: '2026-06-15',
  endsOn: '2026-06-17',
  typeId: 77,
  amount: undefined,
  days: undefined,
  notes: { employee: null, manager: null },
  previousRequest: undefined,
  ...change,
});

describe('the amount of a request', () => {
  it('lands on the first day when no days are named', () => {
    expect(splitAmount(aRequest({ amount: 16 }), 'hours')).toEqual({ '2026-06-15': 16 });
  });

  it('is split as the days say, halves too', () => {
    const days = [
      { date: '2026-06-15', amount: 1 },
      { date: '2026-06-17', amount: 0.5 },
    ];
    const split = splitAmount(aRequest({ amount: 99, days }), 'days');
    expect(split).toEqual({ '2026-06-15': 1, '2026-06-17': 0.5 });
    expect(amountOf({ days: split })).toBe(1.5);
    expect(daysOf({ startsOn: '2026-06-15', endsOn: '2026-06-17', days: split })).toEqual([
      ['2026-06-15', 1],
      ['2026-06-16', 0],
      ['2026-06-17', 0.5],
    ]);
  });

  const day = (date: string, amount: number) => ({ days: [{ date, amount }] });
  it.each([
    ['neither amount nor days', {}],
    ['an end before the start', { amount: 1, endsOn: '2026-06-14' }],
    ['a day that does not exist', { amount: 1, startsOn: '2026-02-30' }],
    ['more than a year', { amount: 1, endsOn: '2027-06-17' }],
    ['a negative amount', { amount: -1 }],
    ['an endless amount', { amount: Number.POSITIVE_INFINITY }],
    ['a named day outside', day('2026-06-18', 1)],
    ['more than a day on a day', day('2026-06-15', 1.5)],
    ['a day named twice', { days: [...day('2026-06-15', 1).days, ...day('2026-06-15', 1).days] }],
  ] as [string, Partial<NewRequest>][])('with %s is refused', (_, change) => {
    expect(() => splitAmount(aRequest(change), 'days')).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });

  it('in hours may fill the day', () => {
    expect(splitAmount(aRequest(day('2026-06-15', 24)), 'hours')).toEqual({ '2026-06-15': 24 });
  });
});

describe('who may do what with a request', () => {
  const nobody: Standing = { mayEdit: false, isManager: false, isSelf: false };
  const self = { ...nobody, isSelf: true };
  const manager = { ...nobody, isManager: true };
  const admin = { ...nobody, mayEdit: true };
  const on = (status: Parameters<typeof actionsOn>[0]['status'], who: Standing, startsOn = '2026-12-01') => {
    const actions = actionsOn({ status, startsOn }, who, '2026-06-01');
    return Object.entries(actions).flatMap(([name, may]) => (may ? [name] : []));
  };

  it.each([
    ['a manager decides what is asked', 'requested', manager, ['approve', 'deny']],
    ['a manager does not decide twice', 'approved', manager, []],
    ['the employee takes back what is asked', 'requested', self, ['edit', 'cancel']],
    ['the employee takes back what has not begun', 'approved', self, ['cancel']],
    [
      'nobody decides their own, manager or not',
      'requested',
      { ...self, isManager: true },
      ['edit', 'cancel'],
    ],
    ['who may edit does all', 'requested', admin, ['edit', 'cancel', 'approve', 'deny', 'bypass']],
    ['who may edit changes decisions', 'approved', admin, ['edit', 'cancel', 'deny']],
    ['who may edit changes denials', 'denied', admin, ['approve']],
    ['what is canceled stays so', 'canceled', admin, []],
    ['what is replaced stays so', 'superceded', admin, []],
    ['others do nothing', 'requested', nobody, []],
  ] as [string, Parameters<typeof actionsOn>[0]['status'], Standing, string[]][])(
    '%s',
    (_, status, who, may) => {
      expect(on(status, who)).toEqual(may);
    },
  );

  it('the employee cannot take back what has begun', () => {
    expect(on('approved', self, '2026-06-01')).toEqual([]);
  });
});
