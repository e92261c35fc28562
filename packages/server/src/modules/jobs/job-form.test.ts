import { type JobQuestion, type JobQuestions, questionType, standardQuestions } from '@joinery/sdk';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { processorMs } from '../../testing/processor-time.ts';
import { checkForm, formOf, type JobFormParts, toJsonSchema } from './job-form.ts';
import { completeQuestions } from './jobs.ts';

const aQuestion = (number: number, part: Partial<JobQuestion> = {}): JobQuestion => ({
  id: `que_${number}`,
  key: `q_${number}`,
  label: `Question ${number}`,
  help: null,
  type: 'short_text',
  required: false,
  options: [],
  position: number,
  archivedAt: null,
  ...part,
});
const colours = [
  { id: 'opt_red', label: 'Red' },
  { id: 'opt_blue', label: 'Blue' },
];

// A stranger's validator, which knows nothing of zod: the second opinion on every application.
const stranger = () => new Ajv2020({ strict: false, validateFormats: false, allErrors: false });

const text = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'Ada',
    ' Ada ',
    '\u200b',
    '\u0301',
    'a\tb',
    'a\u0007b',
    '👩‍🚀',
    '<script>',
    '\u202e',
  ),
  fc
    .constantFrom(100, 101, 200, 201, 500, 501, 5_000, 5_001, 20_000, 20_001)
    .chain((length) =>
      fc
        .constantFrom('x', '👍', 'e\u0301', ' ')
        .map((unit) => unit.repeat(length).slice(0, length * unit.length)),
    ),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const email = fc.constantFrom(
  'a@b',
  '"a b"@c.de',
  'jörg@bücher.example',
  'a+tag@b.example',
  'a@[127.0.0.1]',
  'a@b.com\r\nBcc:x',
  'a b@c.de',
  `${'x'.repeat(64)}@${'y'.repeat(189)}`,
  `${'x'.repeat(64)}@${'y'.repeat(190)}`,
  ' a@b ',
  'a@',
);
const phone = fc.constantFrom(
  '+49 (0)30 123',
  '+1-555…',
  'call me',
  '12',
  '1'.repeat(20),
  '1'.repeat(21),
  ' ',
);
const date = fc.constantFrom(
  '2026-02-28',
  '2023-02-29',
  '2024-02-29',
  '01/02/03',
  '2026-13-01',
  '2026-1-1',
  ' ',
);
const link = fc.constantFrom(
  'https://a.example',
  'HTTP://A.EXAMPLE/b?c',
  ' https://a.example ',
  'javascript:alert(1)',
  'data:text/html,x',
  'https://a b',
  'ftp://a.example',
);
const file = fc.constantFrom('cv.pdf', 'CV.PDF', 'cv.docx', 'cv.exe', 'cv.pdf.exe', 'cv', '.pdf', 'c\nv.txt');
const choice = fc.constantFrom('opt_red', 'opt_blue', 'opt_green', 'Red');
const anything: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: text, weight: 4 },
  email,
  phone,
  date,
  link,
  file,
  choice,
  fc.array(choice, { maxLength: 3 }),
  fc.boolean(),
  fc.oneof(fc.integer(), fc.double({ noNaN: true }), fc.constantFrom(1e15, 1.1e15, -1e16, -0)),
  fc.constantFrom(null, {}, []),
);

const likely: Record<string, fc.Arbitrary<unknown>> = {
  email,
  phone,
  url: link,
  date,
  file,
  single_choice: choice,
  multiple_choice: fc.array(choice, { maxLength: 3 }),
  yes_no: fc.boolean(),
  number: fc.double({ noNaN: true, min: -1e16, max: 1e16 }),
};

const rule = fc.constantFrom('off', 'optional', 'required');
const aForm: fc.Arbitrary<JobFormParts & { byHand: boolean }> = fc.record({
  byHand: fc.boolean(),
  questions: fc
    .record(Object.fromEntries(standardQuestions.map((name) => [name, rule])))
    .map((rules) => rules as JobQuestions),
  customQuestions: fc
    .array(fc.record({ type: fc.constantFrom(...questionType.options), required: fc.boolean() }), {
      maxLength: 5,
    })
    .map((questions) =>
      questions.map(({ type, required }, index) =>
        aQuestion(index + 1, { type, required, options: type.endsWith('choice') ? colours : [] }),
      ),
    ),
});

/** Of every field that the form has: left out sometimes, seldom something that cannot be right. */
function applicationsFor(form: ReturnType<typeof formOf>): fc.Arbitrary<Record<string, unknown>> {
  const value = (type: string) =>
    fc.oneof({ arbitrary: likely[type] ?? text, weight: 12 }, { arbitrary: anything, weight: 1 });
  const fields = form.fields.map(({ path, type }) => ({
    path,
    value: fc.option(value(type), { nil: undefined, freq: 12 }),
  }));
  const standard = fields.filter(({ path }) => !path.startsWith('answers.'));
  const own = fields.filter(({ path }) => path.startsWith('answers.'));
  const isOwn = own.length > 0;
  return fc
    .record({
      standard: fc.record(Object.fromEntries(standard.map((field) => [field.path, field.value]))),
      own: fc.record(
        Object.fromEntries(own.map((field) => [field.path.slice('answers.'.length), field.value])),
      ),
      name: fc.option(text, { nil: undefined }),
      withAnswers: fc.boolean(),
      stray: fc.option(fc.constantFrom('status', 'birthDate', '__proto__x', 'jobId'), {
        nil: undefined,
        freq: 20,
      }),
    })
    .map(({ standard: given, own: answers, name, withAnswers, stray }) =>
      JSON.parse(
        JSON.stringify({
          ...given,
          name,
          ...((isOwn || withAnswers) && { answers }),
          ...(stray !== undefined && { [stray]: 'x' }),
        }),
      ),
    );
}

/** Values that are all right, so that one wrong one among them decides. */
const right: Record<string, unknown> = {
  short_text: 'Ada',
  long_text: 'Ada\nLovelace',
  single_choice: 'opt_red',
  multiple_choice: ['opt_red', 'opt_blue'],
  yes_no: false,
  number: 0,
  date: '2026-02-28',
  url: 'https://a.example',
  file: 'cv.pdf',
  email: 'a@b.example',
  phone: '555 0100',
};

function rightApplication(form: ReturnType<typeof formOf>): Record<string, unknown> {
  const values = form.fields.map(({ path, type }) => [path, right[type]] as const);
  const own = values.filter(([path]) => path.startsWith('answers.'));
  const answers = own.map(([path, value]) => [path.slice('answers.'.length), value]);
  return {
    ...Object.fromEntries(values.filter(([path]) => !path.startsWith('answers.'))),
    ...(own.length > 0 && { answers: Object.fromEntries(answers) }),
  };
}

describe('the JSON Schema of a form', () => {
  it('takes exactly what the server takes, for generated forms and applications', () => {
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(fc.noShrink(aForm), fc.infiniteStream(fc.nat()), (parts, seeds) => {
        const form = formOf(parts, { byHand: parts.byHand });
        const validate = stranger().compile(toJsonSchema(form, 'Form'));
        const applications = fc.sample(applicationsFor(form), { numRuns: 20, seed: seeds.next().value });
        const changed = form.fields.flatMap(({ path, type }) =>
          fc
            .sample(fc.oneof(likely[type] ?? text, anything), { numRuns: 3, seed: seeds.next().value })
            .map((value) => {
              const application = structuredClone(rightApplication(form));
              const [first = '', second] = path.split('.');
              if (second === undefined) application[first] = value;
              else (application.answers as Record<string, unknown>)[second] = value;
              return application;
            }),
        );
        for (const application of [rightApplication(form), ...applications, ...changed]) {
          const ours = form.schema.safeParse(application);
          if (validate(application) !== ours.success)
            throw new Error(
              `ours ${ours.success}: ${JSON.stringify(application)} ${JSON.stringify(ours.error?.issues)} theirs ${JSON.stringify(validate.errors)}`,
            );
          seen[ours.success ? 'taken' : 'refused'] += 1;
        }
      }),
      { numRuns: 10 },
    );
    expect(seen.taken).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(100);
  }, 60_000);

  it('takes consents and demographic answers exactly as the server does', () => {
    const consents = [
      { key: 'processing', version: 3, label: 'I agree', text: 'All of it', required: true },
      { key: 'pool', version: 1, label: 'Keep me', text: 'For later', required: false },
    ];
    const demographics = [
      { key: 'gender', label: 'Gender', options: colours },
      { key: 'age', label: 'Age', options: colours },
    ];
    const value = fc.constantFrom<unknown>(3, 1, 2, '3', true, null, 'opt_red', 'opt_green', undefined, {});
    const part = (...keys: string[]) =>
      fc.option(fc.record(Object.fromEntries([...keys, 'stray'].map((key) => [key, value]))), {
        nil: undefined,
        freq: 9,
      });
    const applications = fc.record({
      consents: fc.oneof(part('processing', 'pool'), fc.constant({ processing: 3 })),
      demographics: fc.oneof(part('gender', 'age'), fc.constant(undefined)),
    });
    const parts = { questions: completeQuestions({}), customQuestions: [], consents, demographics };
    const forms = [false, true].map((byHand) => {
      const form = formOf(parts, { byHand });
      return { form, validate: stranger().compile(toJsonSchema(form, 'Form')) };
    });
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...forms), applications, ({ form, validate }, sent) => {
        const application = JSON.parse(JSON.stringify({ name: 'Ada', ...sent }));
        const ours = form.schema.safeParse(application).success;
        expect({ application, taken: validate(application) }).toEqual({
          application,
          taken: ours,
        });
        seen[ours ? 'taken' : 'refused'] += 1;
      }),
      { numRuns: 300 },
    );
    expect(seen.taken).toBeGreaterThan(20);
    expect(seen.refused).toBeGreaterThan(20);
  }, 60_000);

  it('takes what is right for every type of question', () => {
    const customQuestions = questionType.options.map((type, index) =>
      aQuestion(index + 1, { type, required: true, options: type.endsWith('choice') ? colours : [] }),
    );
    const questions = Object.fromEntries(standardQuestions.map((name) => [name, 'required'])) as JobQuestions;
    const form = formOf({ questions, customQuestions });
    expect(checkForm(form, rightApplication(form))).toEqual(rightApplication(form));
    expect(form.fields.filter(({ required }) => !required).map(({ path }) => path)).toEqual([
      'addressLine2',
      'state',
    ]);
  });

  it('tells how the form is shown, in the order of the job', () => {
    const form = formOf({
      questions: completeQuestions({
        phone: 'required',
        email: 'off',
        linkedinUrl: 'off',
        coverLetter: 'off',
      }),
      customQuestions: [
        aQuestion(7, { type: 'single_choice', label: 'Colour', help: 'One of two', options: colours }),
        aQuestion(3, { label: 'Why?' }),
      ],
    });
    const { fields } = toJsonSchema(form, 'Form')['x-joinery'] as { fields: { path: string }[] };
    expect(fields.map(({ path }) => path)).toEqual([
      'firstName',
      'lastName',
      'phone',
      'resume',
      'answers.q_7',
      'answers.q_3',
    ]);
    expect(fields[4]).toEqual({
      path: 'answers.q_7',
      label: 'Colour',
      help: 'One of two',
      type: 'single_choice',
      required: false,
      options: colours,
    });
  });
});

describe('an application that does not fit', () => {
  const form = formOf({
    questions: completeQuestions({ email: 'required', resume: 'required' }),
    customQuestions: [
      aQuestion(1, { required: true }),
      aQuestion(2, { type: 'multiple_choice', required: true, options: colours }),
    ],
  });
  const told = (application: Record<string, unknown>) => {
    try {
      checkForm(form, application);
    } catch (error) {
      const { code, issues } = error as { code: string; issues: { path: string; message: string }[] };
      return { code, issues: issues.map(({ path }) => path).sort() };
    }
    return undefined;
  };
  const whole = { name: 'A', email: 'a@b', resume: 'cv.pdf', answers: { q_1: 'x', q_2: ['opt_red'] } };

  it('is told everything that is missing, question by question', () => {
    expect(told(whole)).toBeUndefined();
    expect(told({ name: 'A' })).toEqual({
      code: 'applications.incomplete',
      issues: ['answers.q_1', 'answers.q_2', 'email', 'resume'],
    });
    expect(told({ ...whole, email: ' ', answers: { q_1: '\n', q_2: [] } })).toEqual({
      code: 'applications.incomplete',
      issues: ['answers.q_1', 'answers.q_2', 'email'],
    });
  });

  it('is told what is wrong, and what nobody asked for', () => {
    expect(told({ ...whole, birthDate: '1990-01-01', answers: { ...whole.answers, q_9: 1 } })).toEqual({
      code: 'request.invalid',
      issues: ['answers.q_9', 'birthDate'],
    });
    expect(told({ ...whole, answers: { q_1: 7, q_2: ['opt_green'] } })).toEqual({
      code: 'request.invalid',
      issues: ['answers.q_1', 'answers.q_2.0'],
    });
    expect(told({ ...whole, name: '\u200b' })).toEqual({ code: 'request.invalid', issues: ['name'] });
  });

  it('is told that who adds it by hand may send it all the same', () => {
    const fault = (application: Record<string, unknown>) => {
      try {
        return checkForm(form, application);
      } catch (error) {
        return error as { message: string; issues: { message: string }[] };
      }
    };
    expect(fault({ name: 'A' })).toMatchObject({
      message: expect.stringMatching(/^This job requires: .* Send it, or byHand: true when somebody/),
    });
    expect(fault({ ...whole, websiteUrl: 'https://a.example' })).toMatchObject({
      issues: [{ message: expect.stringMatching(/leave it out, or byHand: true when somebody/) }],
    });
    const told = (application: Record<string, unknown>): string | undefined => {
      try {
        checkForm(form, application, { isPublic: true });
      } catch (error) {
        return JSON.stringify([(error as Error).message, (error as { issues: unknown }).issues]);
      }
      return undefined;
    };
    for (const sent of [{ name: 'A' }, { ...whole, websiteUrl: 'https://a.example' }]) {
      expect(told(sent)).toBeDefined();
      expect(told(sent)).not.toContain('byHand');
    }
    expect(fault({ ...whole, answers: { ...whole.answers, q_9: 1 } })).toMatchObject({
      issues: [{ path: 'answers.q_9', message: 'this job does not ask for it' }],
    });
  });

  it('may lack everything when somebody of the company adds it, but not be wrong', () => {
    const parts = {
      questions: completeQuestions({ email: 'required', websiteUrl: 'off' }),
      customQuestions: [aQuestion(1, { required: true })],
    };
    const byHand = formOf(parts, { byHand: true });
    expect(checkForm(byHand, { name: 'A', websiteUrl: 'https://a.example' })).toMatchObject({ name: 'A' });
    expect(() => checkForm(byHand, { name: 'A', websiteUrl: 'javascript:1' })).toThrow(/does not fit/);
    expect(() => checkForm(byHand, { name: 'A', answers: { q_1: 5 } })).toThrow(/does not fit/);
  });

  it('is not asked for what is known', () => {
    const known = new Set(['name', 'email', 'resume', 'answers.q_1']);
    const rest = formOf(
      {
        questions: completeQuestions({ email: 'required' }),
        customQuestions: [aQuestion(1, { required: true })],
      },
      { known },
    );
    expect(checkForm(rest, {})).toEqual({});
  });
});

describe('bad input', () => {
  const form = formOf({
    questions: completeQuestions({ references: 'optional' }),
    customQuestions: [aQuestion(1, { type: 'long_text' }), aQuestion(2, { type: 'url' })],
  });

  it.each([
    ['blanks before an address', { name: 'A', email: `${' '.repeat(100_000)}x` }],
    ['a long half of an address', { name: 'A', email: `${'a'.repeat(100_000)}` }],
    ['letters for a phone number', { name: 'A', phone: ' x'.repeat(50_000) }],
    ['digits for a phone number', { name: 'A', phone: '1 '.repeat(50_000) }],
    ['a link that ends in blanks', { name: 'A', answers: { q_2: `https://a${' '.repeat(100_000)}x` } }],
    ['marks upon marks', { name: `A${'\u0301'.repeat(100_000)}` }],
    ['a name of blanks', { name: `${' '.repeat(100_000)}\u0007` }],
  ])('is refused at once: %s', (_what, application) => {
    const before = processorMs();
    expect(form.schema.safeParse(application).success).toBe(false);
    expect(processorMs() - before).toBeLessThan(500);
  });
});
