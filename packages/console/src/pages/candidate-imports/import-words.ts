import type { CandidateField, CandidateImport, ImportRowState, ImportState } from '@joinery/sdk';

export const tableTypes = '.csv,.tsv,.txt,.xlsx,text/csv';

export const stateWords: Record<ImportState, string> = {
  checking: 'Being checked',
  ready: 'Ready to start',
  running: 'Adding people',
  mending: 'Rows to mend',
  done: 'Done',
};

export const rowWords: Record<ImportRowState, string> = {
  new: 'Not checked',
  good: 'Good',
  bad: 'Bad',
  created: 'Added',
  applied: 'Applied again',
  known: 'Came before',
  skipped: 'Here already',
  dropped: 'Given up',
};

/** Fields that a column can hold, in groups, for a choice. */
export function targetChoices(fields: readonly CandidateField[]) {
  const of = (group: string, items: [string, string][]) => ({
    group,
    items: items.map(([value, label]) => ({ value, label })),
  });
  return [
    of('Person', [
      ['name', 'Name'],
      ['firstName', 'First name'],
      ['lastName', 'Last name'],
      ['email', 'E-mail'],
      ['phone', 'Phone'],
      ['addressLine1', 'Address'],
      ['addressLine2', 'Address, second line'],
      ['zipCode', 'Postal code'],
      ['city', 'City'],
      ['state', 'State or region'],
      ['country', 'Country'],
      ['linkedinUrl', 'LinkedIn'],
      ['websiteUrl', 'Website'],
      ['twitterUsername', 'Twitter'],
      ['educationLevel', 'Highest education'],
      ['educationInstitution', 'School or university'],
      ['industry', 'Industry'],
      ['department', 'Department'],
    ]),
    of('Hiring', [
      ['source', 'Source'],
      ['tags', 'Tags'],
      ['rating', 'Stars, 1 to 5'],
      ['resumeUrl', 'Address of the résumé'],
    ]),
    of('Application', [
      ['jobId', 'Job: number or title'],
      ['availableOn', 'Available from'],
      ['desiredSalary', 'Desired salary'],
      ['referredBy', 'Referred by'],
      ['references', 'References'],
    ]),
    ...(fields.length === 0
      ? []
      : [
          of(
            'Own fields',
            fields.map(({ key, label }) => [key, label]),
          ),
        ]),
  ];
}

/** Of all rows the share that is looked at or taken, from 0 to 100. */
export function progressOf({ state, counts }: Pick<CandidateImport, 'state' | 'counts'>): number {
  const { total, unchecked, good } = counts;
  if (total === 0) return 100;
  const left = state === 'checking' ? unchecked : state === 'running' ? good : 0;
  return Math.round(((total - left) / total) * 100);
}
