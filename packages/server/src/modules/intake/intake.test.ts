import { describe, expect, it } from 'vitest';
import { type Arrival, contentOf } from './intake.ts';

const profile = { city: 'Lindon' };
const person = {
  firstName: 'Ann',
  lastName: 'Lee',
  email: 'ann@example.com',
  phone: null,
  source: 'A fair',
  profile,
};
const numbers = { candidates: 1, applications: 1 };
const arrival: Arrival = { way: 'api', person, files: [], numbers };
const content = (change: Partial<Arrival> = {}, jobId = 'job_1', bringer = 'usr_1') =>
  contentOf({ ...arrival, ...change }, jobId, bringer);

describe('the content of what comes in', () => {
  it('is the same by whatever way it comes, and wherever they heard of the job', () => {
    expect(content({ way: 'careers', person: { ...person, source: null } })).toEqual(content());
  });

  it('differs by who they are, the job and who brings them', () => {
    const others = [
      content({ person: { ...person, lastName: 'Li' } }),
      content({ person: { ...person, profile: { city: 'Orem' } } }),
      content({}, 'job_2'),
      content({}, 'job_1', 'usr_2'),
      content({ application: { job: 'job_1', desiredSalary: '1' } }),
      content({ application: { job: 'job_1', form: { given: { answers: { q_1: 'x' } }, files: [] } } }),
      content({ application: { job: 'job_1', form: { given: { consents: { privacy: 1 } }, files: [] } } }),
      content({ address: { url: 'https://example.com/cv.pdf' } }),
    ].map((other) => JSON.stringify(other));
    expect(new Set([...others, JSON.stringify(content())]).size).toBe(others.length + 1);
  });

  it('says too little without a way to reach somebody and without a document', () => {
    const unknown = { ...person, email: null };
    expect(content({ person: unknown })).toBeUndefined();
    expect(content({ person: { ...unknown, phone: '+49 30 1234567' } })).toBeDefined();
    expect(content({ person: unknown, address: { url: 'https://example.com/cv.pdf' } })).toBeDefined();
  });

  it('of a seed may repeat itself', () => {
    expect(content({ way: 'seed' })).toBeUndefined();
  });
});
