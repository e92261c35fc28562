import { JoineryError } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { readJobOpening } from './job-opening-form.ts';

const complete = {
  postingTitle: 'Analyst',
  jobStatus: 'Open',
  hiringLead: 83,
  employmentType: 'Full-Time',
  jobDescription: 'Counts things.',
};

function issuesOf(given: Record<string, unknown>): string[] {
  try {
    readJobOpening(given);
  } catch (error) {
    if (error instanceof JoineryError) return error.issues.map(({ path }) => path).sort();
  }
  return [];
}

describe('a job opening', () => {
  it('is read from the fields that have to be there', () => {
    expect(readJobOpening(complete)).toMatchObject({
      title: 'Analyst',
      status: 'open',
      hiringLeadEmployeeNumber: 83,
      employmentType: 'Full-Time',
      description: 'Counts things.',
      locationType: 'remote',
      questions: { resume: 'off', references: 'off' },
    });
  });

  it('may have everything else, as text or as what JSON has', () => {
    const opening = readJobOpening({
      ...complete,
      jobStatus: 'On Hold',
      hiringLead: '83',
      department: 'Finance',
      minimumExperience: 'senior manager/supervisor',
      compensation: '$1',
      jobLocation: '18352',
      locationType: 2,
      internalJobCode: 'FIN-1',
      applicationQuestionResume: 'Required',
      applicationQuestionCollege: true,
      applicationQuestionLinkedinUrl: 'false',
      applicationQuestionDateAvailable: 'true',
    });
    expect(opening).toMatchObject({
      status: 'on_hold',
      department: 'Finance',
      minimumExperience: 'Senior Manager/Supervisor',
      compensation: '$1',
      locationNumber: 18352,
      locationType: 'hybrid',
      internalCode: 'FIN-1',
      questions: {
        resume: 'required',
        educationInstitution: 'optional',
        linkedinUrl: 'off',
        availableOn: 'optional',
        desiredSalary: 'off',
      },
    });
  });

  it.each([
    [{}, ['employmentType', 'hiringLead', 'jobDescription', 'jobStatus', 'postingTitle']],
    [{ ...complete, jobStatus: 'Deleted' }, ['jobStatus']],
    [{ ...complete, hiringLead: 'Ann Lee' }, ['hiringLead']],
    [{ ...complete, hiringLead: 0 }, ['hiringLead']],
    [{ ...complete, minimumExperience: 'Some' }, ['minimumExperience']],
    [{ ...complete, locationType: 3 }, ['locationType']],
    [{ ...complete, jobLocation: '1;drop' }, ['jobLocation']],
    [{ ...complete, applicationQuestionResume: 'maybe' }, ['applicationQuestionResume']],
    [{ ...complete, applicationQuestionPhoto: 'true' }, ['applicationQuestionPhoto']],
    [{ ...complete, postingTitle: 'x'.repeat(201) }, ['postingTitle']],
    [{ ...complete, constructor: 'x' }, ['constructor']],
    [{ ...complete, department: { name: 'Finance' } }, ['department']],
  ])('%j is refused for %j', (given, paths) => {
    expect(issuesOf(given)).toEqual(paths);
  });
});
