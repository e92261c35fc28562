// The same table as it comes in by the form of a careers page, where everything is text or a file: the
// cases of every way in that can be said there, and what only a form can be wrong with.
import type { QuestionType } from '@joinery/sdk';
import { type BadInput, type Field, type JobName, quote } from './bad-input.ts';

/** `thanked` is answered like what is taken, and nothing is stored; `unreadable` is no form. */
export type FormExpected =
  | 'taken'
  | 'thanked'
  | 'invalid'
  | 'not_open'
  | 'unreadable'
  | 'unsupported_media'
  | 'too_large';

export interface FormPart {
  name: string;
  value?: string | Buffer;
  file?: { name: string; bytes: Uint8Array };
}

export interface FormCase {
  row: number;
  what: string;
  /** Beside a name and what a form of ours holds, which they replace. */
  parts: FormPart[];
  /** Bytes in place of the form. */
  body?: { bytes: Buffer; type: string | undefined };
  headers?: Record<string, string>;
  job?: JobName;
  expected: FormExpected;
  /** Fields that are told; undefined when it does not matter which. */
  issues?: string[];
}

/** No input of the form: a source comes with the link that somebody followed. */
const unasked: Field[] = ['source', 'twitterUsername'];
/** Whoever sends a form presents no key; nothing of it is answered twice or changed. */
const ofOtherWays = [23, 24, 28, 29];

export function asForm({ row, what, sent, expected, issues }: BadInput): FormCase[] {
  if (!('fields' in sent) || ofOtherWays.includes(row)) return [];
  const { fields, more = {}, job, headers = {} } = sent;
  const texts = Object.entries(fields).filter(([field]) => !unasked.includes(field as Field));
  if (texts.length === 0 && Object.keys(fields).length > 0) return [];
  if (texts.some(([, value]) => value !== undefined && typeof value !== 'string')) return [];
  const native = typeof expected === 'string' ? expected : (expected.public ?? expected.native);
  const one: FormCase = {
    row,
    what,
    parts: [
      ...texts.map(([name, value]) => ({ name, value: (value ?? '') as string })),
      ...Object.entries(more).map(([name, value]) => ({ name, value: String(value) })),
    ],
    expected: 'taken',
    headers: Object.fromEntries(Object.entries(headers).flatMap(([name, to = '']) => [[name, to]])),
    ...(job !== undefined && { job }),
  };
  // What the form does not ask for is not read, whoever put it there.
  if (Object.keys(more).length > 0)
    return [{ ...one, expected: native === 'invalid_text' ? 'unreadable' : 'taken' }];
  switch (native) {
    case 'taken':
      return [one];
    case 'invalid': {
      // A field with blanks of any kind was not filled in.
      const due = issues?.filter((name) => String(fields[name as Field] ?? '').trim() !== '');
      if (due?.length === 0) return [one];
      return [{ ...one, expected: 'invalid', ...(due !== undefined && { issues: due }) }];
    }
    case 'invalid_text':
      return [{ ...one, expected: 'invalid', issues: texts.map(([name]) => name) }];
    case 'name_missing':
      return [
        {
          ...one,
          expected: 'invalid',
          issues: [`${fields.lastName ?? ''}`.trim() ? 'firstName' : 'lastName'],
        },
      ];
    case 'not_open':
      return [{ ...one, expected: 'not_open' }];
    default:
      return [];
  }
}

/** Inputs of one form: the job's own questions by their types, and the token that the form came with. */
export interface FormNames {
  question: Record<QuestionType, string>;
  option: string;
  token: string;
  /** Of another job, of another company, altered, too new and too old. */
  wrongTokens: Record<string, string>;
}

const type = 'multipart/form-data; boundary=x';
const asPart = (name: string, value: string) =>
  `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

export function ofForms(names: FormNames): FormCase[] {
  return [
    ...answers(names),
    ...agreements(),
    ...robots(names),
    ...bytes(),
    ...bodies(names),
    ...files(names),
  ];
}

// Rows 6 and 38 to 44: answers to a job's own questions.
function answers({ question, option }: FormNames): FormCase[] {
  const wrong: [number, QuestionType, string[]][] = [
    [6, 'number', ['1e400', 'NaN', '9'.repeat(400), '1e15', '--1', '0x10', 'one', '1000000000000001']],
    [38, 'phone', ['call me', '12', '1'.repeat(21), '---']],
    [37, 'email', ['at home', 'a@', 'a@b.com\r\nBcc:x@y.z', `${'a'.repeat(320)}@b.example`]],
    [39, 'date', ['2023-02-29', '01/02/03', 'tomorrow', '0000-00-00']],
    [44, 'url', ['javascript:alert(1)', 'data:text/html,x', 'https:/x', '//x']],
    [26, 'single_choice', ['hired', '__proto__', `${option}x`]],
    [26, 'yes_no', ['maybe', 'true', '__proto__']],
    [36, 'short_text', ['a'.repeat(501), `a${'\u0301'.repeat(100_000)}`]],
    [36, 'long_text', ['a'.repeat(20_001), '😀'.repeat(50_000)]],
    [7, 'long_text', ['a\0b', 'a\ud800b']],
  ];
  const many = question.multiple_choice;
  return [
    ...wrong.flatMap(([row, kind, texts]) =>
      texts.map(
        (value): FormCase => ({
          row,
          what: `${quote(value)} as an answer of type ${kind}`,
          parts: [{ name: question[kind], value }],
          expected: 'invalid',
          issues: [question[kind]],
        }),
      ),
    ),
    ...[`${many}:__proto__`, `${many}:unknown`, many, 'answers.__proto__', 'answers.q_99999', 'answers'].map(
      (name): FormCase => ({
        row: 26,
        what: `an answer called ${name}`,
        parts: [{ name, value: '1' }],
        expected: 'taken',
      }),
    ),
  ];
}

// Rows 41 and 42.
function agreements(): FormCase[] {
  const versions = ['0', '2', '-1', '1.0', 'NaN', 'true', 'on', '1e400', '2999-01-01', '9'.repeat(400)];
  return [
    ...versions.map(
      (value): FormCase => ({
        row: 42,
        what: `consent to the version ${quote(value)}`,
        parts: [{ name: 'consents.news', value }],
        expected: 'invalid',
        issues: ['consents.news'],
      }),
    ),
    ...['unknown', '__proto__', '<b>'].map(
      (value): FormCase => ({
        row: 41,
        what: `${value} where there are options`,
        parts: [{ name: 'demographics.hand', value }],
        expected: 'invalid',
        issues: ['demographics.hand'],
      }),
    ),
  ];
}

// Row 47. Robots learn nothing.
function robots({ wrongTokens }: FormNames): FormCase[] {
  const forged = { none: '', text: 'x', long: 'x'.repeat(5000), ...wrongTokens };
  return [
    {
      row: 47,
      what: 'the field for robots',
      parts: [{ name: 'office_fax', value: '1' }],
      expected: 'thanked',
    },
    ...Object.entries(forged).map(
      ([what, value]): FormCase => ({
        row: 47,
        what: `the token: ${what}`,
        parts: [{ name: 'form_token', value }],
        expected: 'thanked',
      }),
    ),
  ];
}

// Row 7.
function bytes(): FormCase[] {
  const lists = [[0xff], [0x80], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]];
  return ['lastName', 'references'].flatMap((name) =>
    lists.map(
      (list): FormCase => ({
        row: 7,
        what: `the bytes ${list.join(' ')} in ${name}`,
        parts: [{ name, value: Buffer.concat([Buffer.from('Lee'), Buffer.from(list)]) }],
        expected: 'invalid',
        issues: [name],
      }),
    ),
  );
}

// Rows 1, 9, 11, 12 and 52.
function bodies({ token }: FormNames): FormCase[] {
  const good = `${asPart('form_token', token)}${asPart('lastName', 'Lee')}`;
  const of = (
    row: number,
    what: string,
    text: string,
    expected: FormExpected,
    as: string | undefined = type,
  ) => ({ row, what, parts: [], body: { bytes: Buffer.from(text), type: as }, expected }) satisfies FormCase;
  const types = [
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/mixed; boundary=x',
    'multipart/form-data-x',
    'application/octet-stream',
  ];
  const many = (count: number, name: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => asPart(name(at), 'x')).join('');
  const aFile = (at: number) =>
    `--x\r\ncontent-disposition: form-data; name="f${at}"; filename="a.txt"\r\n\r\nx\r\n`;
  return [
    of(1, 'no body', '', 'thanked'),
    of(1, 'a form without parts', '--x--\r\n', 'thanked'),
    ...types.map((one) => ({
      ...of(9, `the type ${one}`, `${good}--x--\r\n`, 'unsupported_media'),
      body: { bytes: Buffer.from(`${good}--x--\r\n`), type: one },
    })),
    of(9, 'JSON that is none', good, 'unreadable', 'application/json'),
    of(9, 'JSON', '{"lastName":"Lee"}', 'unsupported_media', 'application/json'),
    { ...of(12, 'gzip', good, 'unsupported_media'), headers: { 'content-encoding': 'gzip' } },
    of(11, 'a form of 22 MB', 'x'.repeat(22 * 1024 * 1024), 'too_large'),
    of(
      11,
      'texts of 1.2 MB together',
      `${good}${[1, 2, 3, 4, 5].map((at) => asPart(`x${at}`, 'x'.repeat(250_000))).join('')}--x--\r\n`,
      'too_large',
    ),
    of(36, 'a text of 300 KB', `${good}${asPart('references', 'x'.repeat(300_000))}--x--\r\n`, 'too_large'),
    of(52, 'no boundary', `${good}--x--\r\n`, 'unreadable', 'multipart/form-data'),
    of(52, 'another boundary', `${good}--x--\r\n`, 'unreadable', 'multipart/form-data; boundary=y'),
    of(52, 'a form that is cut short', good, 'unreadable'),
    of(52, 'a header that is cut short', `${good}--x\r\ncontent-disp`, 'unreadable'),
    of(52, 'a field twice', `${good}${asPart('lastName', 'Lee')}--x--\r\n`, 'unreadable'),
    of(52, '10,000 fields', `${good}${many(10_000, (at) => `f${at}`)}--x--\r\n`, 'too_large'),
    of(
      52,
      '100 files',
      `${good}${Array.from({ length: 100 }, (_, at) => aFile(at)).join('')}--x--\r\n`,
      'too_large',
    ),
    of(52, 'a name of 200 KB', `${good}${asPart('x'.repeat(200_000), 'x')}--x--\r\n`, 'taken'),
  ];
}

// Rows 50, 52 and 58: more of documents is in document-cases.ts.
function files({ question }: FormNames): FormCase[] {
  const text = Buffer.from('My life so far');
  const own = question.file.replace(/^answers\./, '');
  const of = (row: number, what: string, parts: FormPart[], expected: FormExpected, issues?: string[]) =>
    ({ row, what, parts, expected, ...(issues !== undefined && { issues }) }) satisfies FormCase;
  const file = (name: string, called: string, content: Uint8Array = text) => ({
    name,
    file: { name: called, bytes: content },
  });
  return [
    of(50, 'a program as the résumé', [file('resume', 'cv.exe')], 'invalid', ['resume']),
    of(50, 'a program as an answer', [file(own, 'cv.exe')], 'invalid', [question.file]),
    of(52, 'a document without bytes', [file('resume', 'cv.txt', new Uint8Array())], 'invalid', ['resume']),
    of(
      52,
      'a document of 10 MB and a byte',
      [file('resume', 'cv.txt', Buffer.alloc(10 * 1024 * 1024 + 1, 'x'))],
      'invalid',
      ['resume'],
    ),
    of(
      52,
      'six documents',
      [1, 2, 3, 4, 5, 6].map((at) => file(`f${at}`, 'cv.txt')),
      'invalid',
    ),
    of(52, 'a document nobody asked for', [file('photo', 'cv.txt')], 'invalid'),
    of(52, 'text in the place of a document', [{ name: 'resume', value: 'cv.pdf' }], 'taken'),
    of(52, 'a document in the place of a text', [file('email', 'cv.txt')], 'invalid'),
    ...['../../etc/passwd.txt', `${'x'.repeat(4096)}.txt`, 'a";x.txt', '😀.txt', 'con.txt'].map((called) =>
      of(58, `a document called ${quote(called)}`, [file('resume', called)], 'taken'),
    ),
  ];
}
