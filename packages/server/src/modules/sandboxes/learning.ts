// Invents trainings for a sandbox company: types that many companies have, and who completed which.
// The same seed gives the same records. Pure.
import { addDays } from '../time-off/days.ts';
import type { ImportedTraining } from '../trainings/training-records.service.ts';
import type { TypeInput } from '../trainings/trainings.service.ts';
import { randomFrom } from './random.ts';

interface InventedType {
  type: TypeInput;
  /** Share of people who completed it. */
  share: number;
  instructor?: string;
  cost?: string;
}

const once = { renewalMonths: null, linkUrl: null, selfCompletion: false, category: null };

export const trainingTypes: readonly InventedType[] = [
  {
    type: {
      ...once,
      name: 'Respect at Work',
      required: true,
      renewalMonths: 12,
      dueDays: 10,
      category: { name: 'Required Every Year' },
      description: 'How we treat each other.',
    },
    share: 0.9,
  },
  {
    type: { ...once, name: 'New Hire Orientation', required: true, dueDays: 14, description: null },
    share: 0.95,
  },
  {
    type: {
      ...once,
      name: 'Information Security',
      required: true,
      renewalMonths: 12,
      dueDays: 30,
      category: { name: 'Required Every Year' },
      linkUrl: 'https://learning.example/security',
      selfCompletion: true,
      description: null,
    },
    share: 0.8,
  },
  {
    type: {
      ...once,
      name: 'First Aid',
      required: false,
      renewalMonths: 24,
      dueDays: null,
      description: null,
    },
    share: 0.15,
    instructor: 'Lantern Rescue Service',
    cost: '50.00',
  },
  {
    type: {
      ...once,
      name: 'Leading a Team',
      required: false,
      dueDays: null,
      category: { name: 'Growing' },
      description: null,
    },
    share: 0.1,
    instructor: 'Harbour Academy',
    cost: '480.00',
  },
];

/** What one employee completed since the hire and until today. */
export function inventTrainings(
  seed: string,
  person: { number: number; hiredOn: string | null },
  today: string,
  currency: string,
): ImportedTraining[] {
  const { number, hiredOn } = person;
  const random = randomFrom(`${seed}/trainings/${number}`);
  return trainingTypes.flatMap(({ type, share, instructor = null, cost }): ImportedTraining[] => {
    const [happens, days] = [random.chance(share), random.integer(1, 40)];
    const completedOn = hiredOn === null ? today : addDays(hiredOn, days);
    if (!happens || hiredOn === null || completedOn > today) return [];
    const details = {
      completedOn,
      notes: null,
      instructor,
      credits: cost === undefined ? null : 1,
      hours: cost === undefined ? null : 8,
      cost: cost === undefined ? null : { value: cost, currency },
    };
    return [{ employeeNumber: number, typeName: type.name, details }];
  });
}
