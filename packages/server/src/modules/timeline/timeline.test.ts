import { expect, it } from 'vitest';
import { summaryOf } from './timeline.ts';

it.each([
  ['created', { source: null }, 'Added'],
  ['created', { source: 'Referral' }, 'Added, source Referral'],
  ['updated', { fields: ['email', 'phone'] }, 'Changed email, phone'],
  ['applied', { jobTitle: 'Baker' }, 'Applied for Baker'],
  ['moved', { fromStage: 'New', toStage: 'Interview' }, 'Moved from New to Interview'],
  ['hired', { jobTitle: 'Baker' }, 'Hired for Baker'],
  ['file_added', { name: 'cv.pdf' }, 'Added cv.pdf'],
  ['hire_sent', { summary: 'Sent to BambooHR' }, 'Sent to BambooHR'],
  ['something_newer', {}, 'something newer'],
])('an entry of kind %s reads as a sentence', (kind, detail, sentence) => {
  expect(summaryOf(kind, detail)).toBe(sentence);
});
