// The form that a job describes is the form that the server takes: over HTTP, with a validator of
// strangers as the judge.
import { type JobForm, type JobQuestion, questionType, standardQuestions } from '@joinery/sdk';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Answer,
  aForm,
  createTestApi,
  type FormPart,
  type Tenant,
  type TestApi,
} from './testing/api.ts';

let api: TestApi;
let tenant: Tenant;
beforeAll(async () => {
  api = await createTestApi();
  tenant = await api.aTenant();
});
afterAll(() => api.close());

interface Field {
  path: string;
  type: string;
  options?: { id: string }[];
}
type Application = Record<string, unknown> & { answers?: Record<string, unknown> };

const fieldsOf = ({ schema }: JobForm) => (schema['x-joinery'] as { fields: Field[] }).fields;
const filesIn = (fields: Field[]) => fields.filter(({ type }) => type === 'file').map(({ path }) => path);

/** Sends an application as the schema says: files as parts, all else as fields. */
function send(jobId: string, fields: Field[], application: Application): Promise<Answer> {
  const files: FormPart[] = [];
  const { answers, ...rest } = structuredClone(application);
  for (const path of filesIn(fields)) {
    const [first = '', second] = path.split('.');
    const holder = second === undefined ? rest : answers;
    const name = holder?.[second ?? first];
    if (typeof name !== 'string') continue;
    delete holder?.[second ?? first];
    files.push({ name: second ?? first, file: { name, bytes: Buffer.from('A text of somebody') } });
  }
  if (files.length === 0) return tenant.post('/v1/candidates', { jobId, ...application });
  const texts = Object.entries(rest).map(([name, value]) => ({ name, value: String(value) }));
  const own = answers === undefined ? [] : [{ name: 'answers', value: JSON.stringify(answers) }];
  const { body, headers } = aForm([{ name: 'jobId', value: jobId }, ...texts, ...own, ...files]);
  return tenant.post('/v1/candidates', body, headers);
}

const values: Record<string, fc.Arbitrary<unknown>> = {
  short_text: fc.constantFrom('Ada', ' ', 'x'.repeat(501), 'Zoë\u0308', '\u202egnp.exe', "=cmd|'/c calc'!A1"),
  long_text: fc.constantFrom('a\nb', 'x'.repeat(5_001), '{{7*7}}', '<script>'),
  email: fc.constantFrom('a@b', '"a b"@c.de', 'a@b\r\nBcc:x', 'nobody', 'a+b@c.example'),
  phone: fc.constantFrom('555 0100', 'call me', '1'.repeat(21)),
  url: fc.constantFrom('https://a.example', 'javascript:alert(1)', 'data:text/html,x'),
  date: fc.constantFrom('2024-02-29', '2023-02-29', '01/02/03'),
  number: fc.constantFrom(0, -1, 1e12, 1e16, 'negotiable'),
  yes_no: fc.constantFrom(true, false, 'yes'),
  file: fc.constantFrom('cv.txt', 'cv.txt', 'cv.exe'),
};

function valueFor({ type, options = [] }: Field): fc.Arbitrary<unknown> {
  const ids = fc.constantFrom(...options.map(({ id }) => id), 'opt_0');
  if (type === 'single_choice') return ids;
  if (type === 'multiple_choice') return fc.array(ids, { maxLength: 2 });
  return values[type] ?? fc.constant('x');
}

/** One that is right but for a few fields. */
function applications(fields: Field[]): fc.Arbitrary<Application> {
  const right: Record<string, unknown> = {
    ...{
      short_text: 'Ada',
      long_text: 'Ada',
      email: 'a@b.example',
      phone: '555 0100',
      url: 'https://a.example',
    },
    ...{ date: '2026-01-31', number: 7, yes_no: true, file: 'cv.txt' },
  };
  const rightOf = ({ type, options = [] }: Field) =>
    type === 'multiple_choice' ? [options[0]?.id] : (right[type] ?? options[0]?.id);
  const change = fc
    .constantFrom(...fields)
    .chain((field) =>
      fc.option(valueFor(field), { nil: undefined, freq: 4 }).map((value) => ({ path: field.path, value })),
    );
  return fc.array(change, { maxLength: 2 }).map((changes) => {
    const application: Application = {};
    const put = (path: string, value: unknown) => {
      const [first = '', second] = path.split('.');
      if (second === undefined) application[first] = value;
      else application.answers = { ...application.answers, [second]: value };
    };
    // Five files is what one request may carry.
    for (const field of fields.filter(({ type }) => type !== 'file')) put(field.path, rightOf(field));
    for (const path of filesIn(fields).slice(0, 5)) put(path, 'cv.txt');
    for (const { path, value } of changes) put(path, value);
    return JSON.parse(JSON.stringify(application));
  });
}

describe('the form of a job', () => {
  it('is taken and refused by the server as a stranger reads it, for generated jobs and applications', async () => {
    const rules = fc.record(
      Object.fromEntries(
        standardQuestions.map((name) => [name, fc.constantFrom('off', 'optional', 'required')]),
      ),
    );
    const questions = fc.array(
      fc.record({ type: fc.constantFrom(...questionType.options), required: fc.boolean() }),
      { maxLength: 4 },
    );
    const seen = { taken: 0, refused: 0 };
    for (const { standard, custom } of fc.sample(fc.record({ standard: rules, custom: questions }), 4)) {
      const customQuestions = custom.map(({ type, required }, index) => ({
        ...{ label: `Question ${index}`, type, required },
        ...(type.endsWith('choice') && { options: [{ label: 'Red' }, { label: 'Blue' }] }),
      }));
      const job = await tenant.post('/v1/jobs', { title: 'Cook', questions: standard, customQuestions });
      const { id } = job.json();
      const form: JobForm = (await tenant.get(`/v1/jobs/${id}/form`)).json();
      const fields = fieldsOf(form);
      const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(form.schema);
      for (const application of fc.sample(applications(fields), 20)) {
        const answer = await send(id, fields, application);
        expect({ application, status: answer.statusCode < 300 }).toEqual({
          application,
          status: validate(application),
        });
        expect(answer.statusCode).toBeLessThan(500);
        seen[answer.statusCode === 201 ? 'taken' : 'refused'] += 1;
      }
    }
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(8);
  });

  it('is one description with all that is needed', async () => {
    const made = await tenant.post('/v1/jobs', {
      title: 'Baker',
      status: 'draft',
      questions: { phone: 'required', coverLetter: 'off', linkedinUrl: 'off' },
      customQuestions: [{ label: 'Up early?', type: 'yes_no', required: true, help: 'At four' }],
    });
    const { id, number, customQuestions } = made.json();
    const form: JobForm = (await tenant.get(`/v1/jobs/${number}/form`)).json();
    const [{ key }] = customQuestions as [JobQuestion];
    expect(form).toMatchObject({
      jobId: id,
      jobNumber: number,
      title: 'Baker',
      open: false,
      consents: [],
      limits: {
        fileTypes: ['pdf', 'docx', 'odt', 'rtf', 'txt'],
        maxFileBytes: 10 * 1024 * 1024,
        maxFiles: 5,
      },
      schema: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: 'Baker',
        required: ['phone', 'answers'],
        additionalProperties: false,
        properties: { answers: { required: [key], additionalProperties: false } },
      },
    });
    expect(fieldsOf(form).map(({ path }) => path)).toEqual([
      'firstName',
      'lastName',
      'email',
      'phone',
      'resume',
      `answers.${key}`,
    ]);
  });

  it('has one answer on intake for a job that is unknown, a draft, closed or somebody else’s', async () => {
    const stranger = await api.aTenant();
    const foreign = (await stranger.post('/v1/jobs', { title: 'Foreign' })).json();
    const required = { customQuestions: [{ label: 'Secret', type: 'date', required: true }] };
    const closed = ['draft', 'on_hold', 'filled', 'canceled', 'deleted'].map(async (status) =>
      (await tenant.post('/v1/jobs', { title: status, status, ...required })).json(),
    );
    const jobs = [foreign, ...(await Promise.all(closed))].map(({ id }) => id);
    const bodies = new Set<string>();
    for (const jobId of [...jobs, 'job_00000000000000000000000000', '999999999', '0', 'x'])
      for (const answers of [undefined, { q_1: 'x' }]) {
        const answer = await tenant.post('/v1/candidates', {
          name: 'A B',
          jobId,
          ...(answers && { answers }),
        });
        expect(answer.statusCode).toBe(422);
        const { requestId: _id, ...body } = answer.json();
        bodies.add(JSON.stringify(body));
      }
    expect([...bodies].map((body) => JSON.parse(body).code)).toEqual(['jobs.not_open']);
  });

  it.each<[string, object]>([
    ['a status', { status: 'hired' }],
    ['a birth date', { birthDate: '1990-01-01' }],
    ['a social security number', { ssn: '078-05-1120' }],
    ['what this job does not ask for', { desiredSalary: '1' }],
    ['a salary that is had now', { currentSalary: '1' }],
    ['an answer to no question', { answers: { q_1: 'x' } }],
    ['demographic answers', { gender: 'x', ethnicity: 'y' }],
  ])('has no place for %s', async (_what, part) => {
    const { id: jobId } = (await tenant.post('/v1/jobs', { title: 'Cook' })).json();
    const answer = await tenant.post('/v1/candidates', { name: 'A B', jobId, ...part });
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'request.invalid']);
    expect((await tenant.get(`/v1/jobs/${jobId}`)).json().applicationCount).toBe(0);
  });

  it('reads an answer in a multipart form as JSON, and refuses what is none', async () => {
    const { id } = (await tenant.post('/v1/jobs', { title: 'Cook' })).json();
    for (const value of ['{"q_1":', '["a"]', '7', '{"q_1":1,"q_1":2}', '{"__proto__":{}}']) {
      const parts = [
        { name: 'name', value: 'A B' },
        { name: 'jobId', value: id },
        { name: 'answers', value },
      ];
      const { body, headers } = aForm(parts);
      const answer = await tenant.post('/v1/candidates', body, headers);
      expect([400, 422]).toContain(answer.statusCode);
      expect(answer.json().code).toMatch(/^request\.invalid/);
    }
  });
});
