import { JoineryError } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { readApplication } from './application-form.ts';

const complete = { firstName: 'Ann', lastName: 'Lee', jobId: 22 };
const resume = { field: 'resume', name: 'cv.pdf', contentType: 'application/pdf', bytes: Buffer.from('x') };

function issuesOf(given: Record<string, unknown>, files = [] as (typeof resume)[]): string[] {
  try {
    readApplication(given, files);
  } catch (error) {
    if (error instanceof JoineryError) return error.issues.map(({ path }) => path).sort();
  }
  return [];
}

describe('an application', () => {
  it('is read from what tutorials send', () => {
    expect(readApplication({ ...complete, email: 'ann@example.org', jobId: '22' }, [])).toMatchObject({
      jobNumber: 22,
      firstName: 'Ann',
      lastName: 'Lee',
      email: 'ann@example.org',
    });
  });

  it('has further details under our names, and the files', () => {
    const given = {
      ...complete,
      phoneNumber: '801-555-0100',
      source: 'Web',
      linkedinUrl: 'https://www.linkedin.com/in/ann',
      dateAvailable: '2026-07-01',
      highestEducation: 'High School',
      city: ' Ulm ',
      state: 'US-UT',
      country: 'de',
      email: '',
      address: null,
    };
    const { answered, ...application } = readApplication(given, [resume]);
    expect(application).toEqual({
      jobNumber: 22,
      firstName: 'Ann',
      lastName: 'Lee',
      phone: '801-555-0100',
      source: 'Web',
      profile: {
        linkedinUrl: 'https://www.linkedin.com/in/ann',
        educationLevel: 'High School',
        city: 'Ulm',
        state: 'Utah',
        country: 'Germany',
      },
      availableOn: '2026-07-01',
      resume,
    });
    const paths = ['resume', 'linkedinUrl', 'availableOn', 'educationLevel', 'city', 'phone', 'country'];
    expect([...(answered?.given ?? [])].sort()).toEqual(paths.sort());
    // By the names of this form: what is told to whoever filled it in.
    expect(answered?.names.get('addressLine1')).toBe('address');
  });

  it.each([
    'linkedin.com/in/ann',
    'www.linkedin.com/in/ann',
    'de.linkedin.com/in/ann',
    'LinkedIn.com',
    'http://linkedin.com/in/ann',
  ])('takes %s for an address at linkedin.com', (linkedinUrl) => {
    expect(readApplication({ ...complete, linkedinUrl }, []).profile).toMatchObject({ linkedinUrl });
  });

  it.each([
    [{}, ['firstName', 'jobId', 'lastName']],
    [{ ...complete, lastName: '  ' }, []],
    [{ ...complete, email: 'ann at home' }, ['email']],
    [{ ...complete, phoneNumber: 'x' }, ['phoneNumber']],
    [{ ...complete, jobId: '22 or 1=1' }, ['jobId']],
    [{ ...complete, jobId: 1.5 }, ['jobId']],
    [{ ...complete, favouriteColour: 'red' }, ['favouriteColour']],
    [{ ...complete, constructor: 'x' }, ['constructor']],
    [{ ...complete, linkedinUrl: 'https://linkedin.com.evil.example' }, ['linkedinUrl']],
    [{ ...complete, linkedinUrl: 'javascript:linkedin.com/' }, ['linkedinUrl']],
    [{ ...complete, linkedinUrl: 'evil.example/linkedin.com/' }, ['linkedinUrl']],
    [{ ...complete, dateAvailable: '2026-02-30' }, ['dateAvailable']],
    [{ ...complete, highestEducation: 'School of life' }, ['highestEducation']],
    [{ ...complete, resume: 'JVBERi0=' }, ['resume']],
    [{ ...complete, city: { name: 'Ulm' } }, ['city']],
    [{ ...complete, firstName: 'x'.repeat(101) }, ['firstName']],
  ])('%j is refused for %j', (given, paths) => {
    expect(issuesOf(given)).toEqual(paths);
  });

  it('takes no other files', () => {
    expect(issuesOf(complete, [{ ...resume, field: 'photo' }])).toEqual(['photo']);
  });
});
