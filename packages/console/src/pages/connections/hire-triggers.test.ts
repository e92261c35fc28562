import { expect, it } from 'vitest';
import { aTriggerFor, toTriggers, toTriggerValues, triggerWords } from './hire-triggers.ts';

const approval = {
  userIds: ['usr_1'],
  accessLevelIds: [],
  quorum: 1,
  expiresAfterHours: null,
  remindAfterHours: 24,
};

it('has a line for all jobs, first, also when nothing was ever saved', () => {
  expect(toTriggerValues({ items: [] })).toMatchObject([{ jobId: null, isAutomatic: false }]);
  const own = { jobId: 'job_1', mode: 'automatic' as const, approval };
  expect(toTriggerValues({ items: [own] }).map(({ jobId }) => jobId)).toEqual([null, 'job_1']);
});

it('keeps triggers as they are through the form', () => {
  const items = [
    { jobId: null, mode: 'automatic' as const, approval },
    { jobId: 'job_1', mode: 'manual' as const, approval: null },
  ];
  expect(toTriggers(toTriggerValues({ items }))).toEqual({ items });
});

it('says what follows', () => {
  const automatic = aTriggerFor('job_1');
  expect(triggerWords(automatic)).toContain('sent at once when nothing is missing');
  const asked = { ...automatic, approval: { ...automatic.approval, who: ['user:usr_1'] } };
  expect(triggerWords(asked)).toContain('once it is approved');
  expect(triggerWords({ ...asked, isAutomatic: false })).toContain('waits for approval');
});
