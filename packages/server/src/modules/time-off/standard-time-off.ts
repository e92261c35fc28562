// What a new company starts with: types, policies and holidays that most offices know. Ids are
// given by the database; names are what clients look for.
import type { AccrualRules } from './accruals.ts';
import type { PolicyKind } from './balances.ts';
import type { HolidayRule } from './holidays.ts';

interface StandardType {
  name: string;
  units: 'hours' | 'days';
  icon: string;
  policies: { name: string; kind: PolicyKind; accrual: AccrualRules | null }[];
}

const monthly = (
  amounts: [number, number][],
  carryOver: number | null,
  maxBalance: number | null,
): AccrualRules => ({
  period: 'monthly',
  grantedAt: 'end',
  levels: amounts.map(([afterYears, amount]) => ({ afterYears, amount })),
  carryOver,
  maxBalance,
});

const flexible = (name: string): StandardType['policies'][number] => ({
  name,
  kind: 'discretionary',
  accrual: null,
});

/** In the order of their positions. Vacation is 120 hours a year, 160 after five years. */
export const standardTypes: readonly StandardType[] = [
  {
    name: 'Vacation',
    units: 'hours',
    icon: 'palm-trees',
    policies: [
      {
        name: 'Vacation Full-Time',
        kind: 'accruing',
        accrual: monthly(
          [
            [0, 10],
            [5, 13.3333],
          ],
          80,
          240,
        ),
      },
      { name: 'Vacation Part-Time', kind: 'accruing', accrual: monthly([[0, 5]], 40, 120) },
      flexible('Vacation Flexible'),
    ],
  },
  {
    name: 'Sick',
    units: 'hours',
    icon: 'medical-kit',
    policies: [
      {
        name: 'Sick Full-Time',
        kind: 'accruing',
        accrual: {
          period: 'yearly',
          grantedAt: 'start',
          levels: [{ afterYears: 0, amount: 40 }],
          carryOver: 0,
          maxBalance: null,
        },
      },
      flexible('Sick Flexible'),
    ],
  },
  { name: 'Bereavement', units: 'days', icon: 'time-off-luggage', policies: [flexible('Bereavement')] },
  {
    name: 'Comp/In Lieu Time',
    units: 'hours',
    icon: 'clock',
    policies: [{ name: 'Comp/In Lieu Time', kind: 'manual', accrual: null }],
  },
  { name: 'FMLA', units: 'hours', icon: 'home', policies: [flexible('FMLA')] },
];

const on = (name: string, month: number, day: number): HolidayRule => ({
  name,
  month,
  day,
  weekday: null,
  nth: null,
});
const onThe = (name: string, month: number, nth: number, weekday: number): HolidayRule => ({
  name,
  month,
  day: null,
  weekday,
  nth,
});

export const standardHolidays: readonly HolidayRule[] = [
  on("New Year's Day", 1, 1),
  onThe('Memorial Day', 5, -1, 1),
  on('Independence Day', 7, 4),
  onThe('Labor Day', 9, 1, 1),
  onThe('Thanksgiving', 11, 4, 4),
  on('Christmas Day', 12, 25),
];

/** Hours of an ordinary week, as clients are told them. */
export const workingHours: readonly { name: string; amount: number }[] = [
  { name: 'Saturday', amount: 0 },
  { name: 'Sunday', amount: 0 },
  { name: 'default', amount: 8 },
  { name: 'Monday', amount: 8 },
  { name: 'Tuesday', amount: 8 },
  { name: 'Wednesday', amount: 8 },
  { name: 'Thursday', amount: 8 },
  { name: 'Friday', amount: 8 },
];
