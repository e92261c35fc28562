import { expect, it } from 'vitest';
import { summaryOf } from './timeline.ts';

it.each([
  ['created', { source: null }, 'Added'],
  ['created', { source: 'Referral' }, 'Added, source Referral'],
  ['created', { source: 'Referral', broughtBy: 'Ada' }, 'Added, source Referral, brought by Ada'],
  ['tagged', { added: ['a', 'b'], removed: [] }, 'Tagged a, b'],
  ['tagged', { added: ['a'], removed: ['b'] }, 'Tagged a. Took off b'],
  ['rated', { rating: 4 }, 'Rated 4 of 5'],
  ['rated', { rating: null }, 'Took the rating away'],
  ['fields_changed', { fields: ['Shift'] }, 'Changed Shift'],
  ['noted', { noteId: 'not_1' }, 'Wrote a note'],
  ['rejected', { jobTitle: 'Baker', reason: null }, 'Rejected for Baker'],
  ['rejected', { jobTitle: 'Baker', reason: 'Location' }, 'Rejected for Baker: Location'],
  ['to_talent_pool', {}, 'Moved to the talent pool'],
  ['to_job', { jobTitle: 'Cook', fromJobTitle: 'Baker' }, 'Moved to Cook from Baker'],
  ['updated', { fields: ['email', 'phone'] }, 'Changed e-mail, phone'],
  ['updated', { fields: ['linkedinUrl', 'zipCode'] }, 'Changed LinkedIn, zip code'],
  ['applied', { jobTitle: 'Baker' }, 'Applied for Baker'],
  ['moved', { fromStage: 'New', toStage: 'Interview' }, 'Moved from New to Interview'],
  ['hired', { jobTitle: 'Baker' }, 'Hired for Baker'],
  ['file_added', { name: 'cv.pdf' }, 'Added cv.pdf'],
  [
    'resume_not_fetched',
    { host: 'cv.example', code: 'files.fetch_failed' },
    'The résumé could not be fetched from cv.example. The address that was given for a document does not answer now',
  ],
  ['file_refused', { name: 'cv.pdf', code: 'of.another_build' }, 'cv.pdf came along and was not taken'],
  ['file_added', { kind: 'offer' }, 'Added a document of an offer'],
  ['file_removed', { name: 'cv.pdf' }, 'Removed cv.pdf'],
  ['file_removed', { use: 'offer' }, 'Removed a document of an offer'],
  ['offer_created', { state: 'sent' }, 'Made an offer, sent'],
  ['offer_updated', { fields: ['startDate', 'payRate'] }, 'Changed the offer: start date, pay rate'],
  ['offer_moved', { from: 'sent', to: 'accepted' }, 'Offer: sent, now accepted'],
  ['offer_removed', {}, 'Removed the offer'],
  ['hire_sent', { summary: 'Sent to BambooHR' }, 'Sent to BambooHR'],
  ['something_newer', {}, 'something newer'],
])('an entry of kind %s reads as a sentence', (kind, detail, sentence) => {
  expect(summaryOf(kind, detail)).toBe(sentence);
});
