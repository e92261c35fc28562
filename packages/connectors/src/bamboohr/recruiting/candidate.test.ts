import { describe, expect, it } from 'vitest';
import type { SentCandidate } from '../../recruiting.ts';
import { scriptedAccount } from '../../testing/scripted-account.ts';
import { checkCandidate, requiredIn, toTexts } from './candidate.ts';
import { openRecruiting } from './recruiting.ts';

const candidate: SentCandidate = {
  firstName: 'Inês',
  lastName: 'Duarte',
  phone: '+351 21',
  profile: { addressLine1: 'Rua da Prata 1', addressLine2: '2nd floor', zipCode: '1100' },
};

describe('a candidate as BambooHR takes one', () => {
  it('has its names, and both lines of the address in one', () => {
    expect(toTexts(candidate)).toEqual({
      firstName: 'Inês',
      lastName: 'Duarte',
      phoneNumber: '+351 21',
      address: 'Rua da Prata 1, 2nd floor',
      zip: '1100',
    });
  });

  it('is checked for what the job requires and for what BambooHR has no value for', () => {
    expect(checkCandidate(candidate, ['email', 'zipCode'])).toMatchObject([{ field: 'email' }]);
    const unfit = {
      ...candidate,
      availableOn: 'soon',
      profile: { linkedinUrl: 'https://linkedln.example/in/x', educationLevel: 'Apprenticeship' },
      resume: { name: 'cv.odt', contentType: '', bytes: new Uint8Array() },
    };
    expect(checkCandidate(unfit, []).map(({ field }) => field)).toEqual([
      'linkedinUrl',
      'educationLevel',
      'availableOn',
      'resume',
    ]);
  });

  it.each([
    ['This job requires: email, phoneNumber. Send it.', ['email', 'phone']],
    ['resume is required; linkedinUrl is no address', ['resume']],
    ['Invalid job', []],
  ])('learns from %j what is required', (words, fields) => {
    expect(requiredIn(words)).toEqual(fields);
  });
});

describe('a prepared application', () => {
  it('says all that goes out, but for the bytes of files and its preview', () => {
    const { account } = scriptedAccount([]);
    const resume = { name: 'cv.txt', contentType: 'text/plain', bytes: new Uint8Array([65, 66]) };
    const write = openRecruiting(account).prepareApplication({ ...candidate, resume }, '7');
    expect(write.preview.values).toMatchObject({ jobId: '7', resume: '2 bytes' });
    expect(write.summary).toBe(
      'POST applicant_tracking/application: address, firstName, jobId, lastName, phoneNumber, resume, zip',
    );
    const other = { ...resume, bytes: new Uint8Array([65, 67]) };
    const changed = openRecruiting(account).prepareApplication({ ...candidate, resume: other }, '7');
    expect(changed.canonical).not.toBe(write.canonical);
  });
});
