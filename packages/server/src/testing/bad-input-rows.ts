// The table of bad inputs, by number. A row has generated cases (bad-inputs.ts, bad-inputs/forms.ts and document-cases.ts), or
// tests of its own that are named here, or it cannot happen; bad-input-rows.test.ts holds that none is
// silently absent, and that the named tests exist.
import type { Covered } from './fault-rows.ts';

export interface BadInputRow {
  row: number;
  is: string;
  /** Tests of its own, beyond what is generated or instead of it. */
  beside?: Covered[];
  cannot?: string;
}

const api = 'server/src/surfaces/api';
const badInput = `${api}/bad-input.int.test.ts`;
const idempotency = `${api}/idempotency.int.test.ts`;
const resumeUrls = `${api}/resume-urls.int.test.ts`;
// Each is answered within 2 s (bombs within 1 s) in the best of five tries, and with less than 50 MB more in
// the best of four: a single one may take longer while other work has the machine, and a process may hold
// garbage of others.
const documents = 'Documents are cases of their own, by a form and in JSON, in time and in memory.';

const careersCases = 'server/src/surfaces/careers/careers-cases.int.test.ts';
const ofForms: Covered = {
  why: 'Forms of the careers page are cases of their own (forms.ts).',
  file: careersCases,
  test: 'is refused with what was typed, or thanked for in vain, and nothing of it is stored',
};

const allDocuments: Covered = {
  why: documents,
  file: `${api}/document-cases.int.test.ts`,
  test: 'documents that nobody should send are answered as the table says',
};

export const badInputRows: readonly BadInputRow[] = [
  { row: 1, is: 'no body, or one that is no object' },
  { row: 2, is: 'broken JSON, all of a test suite of parsers' },
  { row: 3, is: 'bottomless nesting' },
  { row: 4, is: 'a key twice' },
  { row: 5, is: 'keys that mean something to JavaScript' },
  { row: 6, is: 'numbers that no two read alike' },
  { row: 7, is: 'NUL, halves of characters, bytes that are no UTF-8' },
  { row: 8, is: 'other encodings' },
  { row: 9, is: 'a type that is absent, another, or two' },
  { row: 10, is: 'XML with entities' },
  {
    row: 11,
    is: 'bodies that are too large, or never end',
    beside: [
      {
        why: 'The sender sends on while the answer is there.',
        file: badInput,
        test: 'as a size: 100 MB are refused from the announcement on, and the sender can read the answer',
      },
      {
        why: 'Nothing announces its size.',
        file: badInput,
        test: 'as a size: a chunked body is cut off at the limit',
      },
    ],
  },
  { row: 12, is: 'compressed bodies' },
  { row: 13, is: 'two lengths, lengths and chunks' },
  { row: 14, is: 'headers that are too large, or hold line ends' },
  {
    row: 15,
    is: 'requests that never end',
    beside: [
      {
        why: 'They stand open while all other cases are answered.',
        file: 'server/src/surfaces/bad-input-cases.int.test.ts',
        test: 'row 15: connections on which a request never ends are cut off, and nobody waits for them',
      },
    ],
  },
  { row: 16, is: 'odd addresses' },
  { row: 17, is: 'wrong methods, and headers that name another' },
  {
    row: 18,
    is: 'forged hosts and forwarded addresses',
    beside: [
      {
        why: 'Whom the server believes is a setting.',
        file: 'server/src/surfaces/pipeline.test.ts',
        test: 'are believed when they are %s',
      },
    ],
  },
  { row: 19, is: 'limits and cursors' },
  {
    row: 20,
    is: 'hidden fields, asked for by filters and orders',
    beside: [
      {
        why: 'Fields are hidden in every exit of people, not of applications.',
        file: 'server/src/surfaces/bamboohr/permissions.int.test.ts',
        test: 'are left out of an employee, of reports, tables and metadata',
      },
    ],
  },
  { row: 21, is: 'parameters twice, lists and operators as parameters' },
  { row: 22, is: 'SQL in texts' },
  { row: 23, is: 'a key in the address' },
  { row: 24, is: 'keys of every wrong kind' },
  {
    row: 25,
    is: 'a thousand wrong keys a minute',
    beside: [
      {
        why: 'It is about many requests together.',
        file: 'server/src/surfaces/failure-brake.int.test.ts',
        test: 'are refused as ever, but later; a right key is not held up',
      },
    ],
  },
  { row: 26, is: 'fields that are ours to set' },
  {
    row: 27,
    is: 'ids of another company',
    beside: [
      {
        why: 'It goes through all routes that take an id.',
        file: badInput,
        test: 'somebody of another company: exactly as if the record did not exist',
      },
    ],
  },
  {
    row: 28,
    is: 'odd keys of idempotency, used again or by others',
    beside: [
      {
        why: 'Two requests are compared.',
        file: idempotency,
        test: 'refuses its key for another body, path or method',
      },
      {
        why: 'Two requests are compared.',
        file: idempotency,
        test: 'belongs to one user: another user’s and another company’s keys are their own',
      },
      {
        why: 'They run at the same time.',
        file: idempotency,
        test: 'does the work of 200 keys once each, however many ask at once',
      },
    ],
  },
  { row: 29, is: 'a version that is stale' },
  {
    row: 30,
    is: 'patches without end',
    cannot: 'No way in takes lists of operations or a language of filters: the type is refused, see row 9.',
  },
  { row: 31, is: 'users of SCIM', cannot: 'There is no SCIM here yet.' },
  { row: 32, is: 'names that nobody can see, or that are too long' },
  { row: 33, is: 'names that people have' },
  { row: 34, is: 'the list of naughty strings, in every text' },
  { row: 35, is: 'characters that turn, hide or spell invisibly' },
  { row: 36, is: 'a hundred thousand combining marks' },
  { row: 37, is: 'odd e-mail addresses' },
  { row: 38, is: 'odd phone numbers' },
  { row: 39, is: 'birth dates, and days that are none' },
  { row: 40, is: 'salaries' },
  {
    row: 41,
    is: 'demographic answers in the application',
    beside: [
      {
        why: 'They are taken where the form asks for them, and kept with nobody.',
        file: `${api}/consents.int.test.ts`,
        test: 'are answered into a table that the server cannot read',
      },
    ],
  },
  {
    row: 42,
    is: 'consent that is missing, old or dated',
    beside: [
      ofForms,
      {
        why: 'A company says first what it asks for.',
        file: `${api}/consents.int.test.ts`,
        test: 'is asked in every form, and nobody applies without what is required',
      },
      {
        why: 'A text gets a version meanwhile.',
        file: `${api}/consents.int.test.ts`,
        test: 'gets a version for other words, and what was agreed to keeps its own',
      },
    ],
  },
  { row: 43, is: 'jobs that take no applications' },
  { row: 44, is: 'pages and scripts in texts and links' },
  {
    row: 45,
    is: 'formulas',
    beside: [
      {
        why: 'They are taken as they are, and defused where they leave.',
        file: 'server/src/platform/csv.test.ts',
        test: 'a cell that begins a formula is text: %j',
      },
    ],
  },
  { row: 46, is: 'templates and line ends for logs' },
  {
    row: 47,
    is: 'one person a thousand times, robots',
    beside: [
      ofForms,
      {
        why: 'How many came before counts.',
        file: `${api}/public.int.test.ts`,
        test: 'is refused beyond ten in a minute from one network, and the page may read that too',
      },
      {
        why: 'Two answers are compared.',
        file: `${api}/public.int.test.ts`,
        test: 'is answered with the same bytes, whoever applied before',
      },
      {
        why: 'The form has a token and a field for robots.',
        file: 'server/src/surfaces/careers/careers.int.test.ts',
        test: 'that is too quick is shown the form again',
      },
    ],
  },
  {
    row: 48,
    is: 'the same key after a connection that broke',
    beside: [
      {
        why: 'Servers are killed for it.',
        file: `${api}/idempotency-kills.int.test.ts`,
        test: 'what twenty send at once to two servers that are killed is taken in once',
      },
    ],
  },
  {
    row: 49,
    is: 'pages of strangers, and a public key that reads',
    beside: [
      {
        why: 'A key has origins.',
        file: `${api}/public.int.test.ts`,
        test: 'works from listed origins only, and others may not read anything',
      },
      {
        why: 'It goes through all routes.',
        file: `${api}/public.int.test.ts`,
        test: 'opens no other route: every one refuses it, and none tells anything with it',
      },
    ],
  },
  { row: 50, is: 'files of other types', beside: [allDocuments] },
  { row: 51, is: 'files that are not what their name says', beside: [allDocuments] },
  {
    row: 52,
    is: 'no bytes, too many, forms without end',
    beside: [
      allDocuments,
      ofForms,
      { why: 'It is about forms and no documents.', file: badInput, test: 'a form %s' },
      { why: 'It is about forms and no documents.', file: badInput, test: 'six files' },
    ],
  },
  { row: 53, is: 'viruses', beside: [allDocuments] },
  { row: 54, is: 'bombs', beside: [allDocuments] },
  { row: 55, is: 'archives that reach out', beside: [allDocuments] },
  { row: 56, is: 'PDFs that act, and PDFs without end', beside: [allDocuments] },
  { row: 57, is: 'pictures from elsewhere, lines and pictures without end', beside: [allDocuments] },
  { row: 58, is: 'names of files', beside: [allDocuments] },
  { row: 59, is: 'text that nobody sees', beside: [allDocuments] },
  ...(
    [
      [60, 'addresses of other schemes and ports'],
      [61, 'addresses of private places, however they are spelled'],
    ] as const
  ).map(([row, is]) => ({
    row,
    is,
    beside: [
      {
        why: 'More than three hundred spellings, by three ways in; nothing is looked up or called.',
        file: resumeUrls,
        test: 'are refused for %s, and nobody is looked up or called',
      },
    ],
  })),
  {
    row: 62,
    is: 'names that lead to private places, by redirects too',
    beside: [
      {
        why: 'Names have to be looked up for it.',
        file: resumeUrls,
        test: 'fails visibly when it %s, and the candidate stays',
      },
    ],
  },
  {
    row: 63,
    is: 'answers without end, of wrong types, that lie',
    beside: [
      {
        why: 'Somebody has to answer so.',
        file: resumeUrls,
        test: 'fails visibly when it %s, and the candidate stays',
      },
    ],
  },
  {
    row: 64,
    is: 'links that die',
    beside: [
      {
        why: 'The link dies after it was read.',
        file: resumeUrls,
        test: 'is fetched once, kept when the link dies, and attached once',
      },
    ],
  },
];
