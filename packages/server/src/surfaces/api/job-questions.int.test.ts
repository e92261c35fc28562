// Questions of a job's own, and what applicants answer to them.
import type { Application, JobQuestion } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, aForm, aPdf, createTestApi, type Tenant, type TestApi } from './testing/api.ts';

let api: TestApi;
let tenant: Tenant;
beforeAll(async () => {
  api = await createTestApi();
  tenant = await api.aTenant();
});
afterAll(() => api.close());

const codeOf = (answer: Answer) => [answer.statusCode, answer.json().code];
const aJob = async (
  part: object = {},
): Promise<{ id: string; number: number; customQuestions: JobQuestion[] }> =>
  (await tenant.post('/v1/jobs', { title: 'Carpenter', ...part })).json();
const ask = async (job: string, part: object = {}): Promise<JobQuestion> => {
  const answer = await tenant.post(`/v1/jobs/${job}/questions`, {
    label: 'Why?',
    type: 'short_text',
    ...part,
  });
  expect(answer.statusCode).toBe(201);
  return answer.json();
};
const labelsOf = async (job: string, query = ''): Promise<string[]> =>
  (await tenant.get(`/v1/jobs/${job}/questions${query}`)).json().items.map(({ label }: JobQuestion) => label);

describe('the questions of a job', () => {
  it('are asked, changed, moved and removed, and the job shows them in their order', async () => {
    const { id } = await aJob();
    const first = await ask(id, { label: ' First ' });
    expect(first).toMatchObject({
      label: 'First',
      type: 'short_text',
      required: false,
      help: null,
      position: 0,
    });
    expect(first.key).toMatch(/^q_\d+$/);
    const second = await ask(id, { label: 'Second', type: 'single_choice', options: [{ label: 'Red' }] });
    const third = await ask(id, { label: 'Third', position: 0, required: true, help: 'Why not' });
    expect(await labelsOf(id)).toEqual(['Third', 'First', 'Second']);
    const order = [second.id, first.id, third.id];
    expect((await tenant.put(`/v1/jobs/${id}/questions/order`, { order })).statusCode).toBe(200);
    expect(await labelsOf(id)).toEqual(['Second', 'First', 'Third']);
    const changed = await tenant.patch(`/v1/jobs/${id}/questions/${second.key}`, {
      label: 'Colour',
      position: 2,
      options: [{ label: 'Blue' }, { id: second.options[0]?.id, label: 'Crimson' }],
    });
    expect(changed.json()).toMatchObject({ id: second.id, key: second.key, label: 'Colour', position: 2 });
    expect(changed.json().options).toEqual([
      { id: expect.stringMatching(/^opt_/), label: 'Blue' },
      { id: second.options[0]?.id, label: 'Crimson' },
    ]);
    expect((await tenant.delete(`/v1/jobs/${id}/questions/${first.id}`)).statusCode).toBe(204);
    const { customQuestions } = (await tenant.get(`/v1/jobs/${id}`)).json();
    expect(customQuestions.map(({ label, position }: JobQuestion) => [label, position])).toEqual([
      ['Third', 0],
      ['Colour', 1],
    ]);
    expect(await labelsOf(id, '?archived=true')).toEqual(['Third', 'Colour']);
  });

  it('are written with the job, and what the list does not name any more is asked no more', async () => {
    const job = await aJob({
      customQuestions: [
        { label: 'One', type: 'number' },
        { label: 'Two', type: 'multiple_choice', options: [{ label: 'A' }, { label: 'B' }] },
      ],
    });
    const [one, two] = job.customQuestions;
    expect([one?.label, two?.label]).toEqual(['One', 'Two']);
    const answer = await tenant.patch(`/v1/jobs/${job.id}`, {
      customQuestions: [
        { label: 'Three', type: 'date', required: true },
        { id: one?.id, label: 'One!', type: 'long_text' },
      ],
    });
    expect(answer.json().customQuestions).toMatchObject([
      { label: 'Three', position: 0, required: true },
      { id: one?.id, key: one?.key, label: 'One!', type: 'long_text', position: 1 },
    ]);
    expect(
      (await tenant.patch(`/v1/jobs/${job.id}`, { title: 'Joiner' })).json().customQuestions,
    ).toHaveLength(2);
  });

  it.each<[string, object, string]>([
    ['a label of blanks', { label: '  ', type: 'date' }, 'label'],
    ['a label of 301 letters', { label: '👍'.repeat(301), type: 'date' }, 'label'],
    ['a type that there is not', { label: 'A', type: 'signature' }, 'type'],
    ['a choice of nothing', { label: 'A', type: 'single_choice' }, 'options'],
    ['options without a choice', { label: 'A', type: 'number', options: [{ label: 'A' }] }, 'options'],
    [
      'an id of another’s option',
      { label: 'A', type: 'single_choice', options: [{ id: 'opt_1', label: 'A' }] },
      'options',
    ],
    ['a field of ours', { label: 'A', type: 'date', jobId: 'job_1' }, ''],
  ])('cannot have %s', async (_what, body, path) => {
    const { id } = await aJob();
    const answer = await tenant.post(`/v1/jobs/${id}/questions`, body);
    expect(codeOf(answer)).toEqual([422, 'request.invalid']);
    expect(answer.json().issues[0].path).toBe(path);
    expect(await labelsOf(id)).toEqual([]);
  });

  it('are 50 at the most', async () => {
    const customQuestions = Array.from({ length: 50 }, (_, index) => ({ label: `${index}`, type: 'date' }));
    const { id } = await aJob({ customQuestions });
    expect(codeOf(await tenant.post(`/v1/jobs/${id}/questions`, { label: 'x', type: 'date' }))).toEqual([
      422,
      'request.invalid',
    ]);
  });

  it('of another job or company are unknown, and need the right to jobs', async () => {
    const [job, other] = [await aJob(), await aJob()];
    const question = await ask(other.id);
    const stranger = await api.aTenant();
    const unknown = [404, 'jobs.question_not_found'];
    for (const reference of [question.id, question.key, 'que_0', 'q_0'])
      expect(codeOf(await tenant.patch(`/v1/jobs/${job.id}/questions/${reference}`, { label: 'x' }))).toEqual(
        unknown,
      );
    expect(codeOf(await tenant.delete(`/v1/jobs/${job.id}/questions/${question.id}`))).toEqual(unknown);
    expect(codeOf(await stranger.get(`/v1/jobs/${other.id}/questions`))).toEqual([404, 'jobs.not_found']);
    expect(codeOf(await stranger.get(`/v1/jobs/${other.id}/form`))).toEqual([404, 'jobs.not_found']);
    const manager = await tenant.aKeyOf('employee');
    for (const path of ['questions', 'form'])
      expect((await api.call(manager, 'GET', `/v1/jobs/${other.id}/${path}`)).statusCode).toBe(403);
    for (const order of [[], [question.id, question.id], ['que_0']])
      expect(codeOf(await tenant.put(`/v1/jobs/${other.id}/questions/order`, { order }))).toEqual([
        422,
        'request.invalid',
      ]);
  });
});

describe('answers', () => {
  it('of every type are kept with the application and read back', async () => {
    const choice = { options: [{ label: 'Red' }, { label: 'Blue' }] };
    const { id, customQuestions } = await aJob({
      customQuestions: [
        { label: 'Short', type: 'short_text' },
        { label: 'Long', type: 'long_text' },
        { label: 'One', type: 'single_choice', ...choice },
        { label: 'Many', type: 'multiple_choice', ...choice },
        { label: 'Sure?', type: 'yes_no' },
        { label: 'How many', type: 'number' },
        { label: 'When', type: 'date' },
        { label: 'Where', type: 'url' },
        { label: 'Work', type: 'file' },
        { label: 'Mail', type: 'email' },
        { label: 'Call', type: 'phone' },
        { label: 'Skipped', type: 'short_text' },
      ],
    });
    const key = (label: string) => customQuestions.find((question) => question.label === label)?.key ?? '';
    const option = (label: string, name: string) =>
      customQuestions.find((one) => one.label === label)?.options.find((o) => o.label === name)?.id;
    const answers = {
      [key('Short')]: ' <b>x</b> ',
      [key('Long')]: 'a\nb',
      [key('One')]: option('One', 'Blue'),
      [key('Many')]: [option('Many', 'Blue'), option('Many', 'Red')],
      [key('Sure?')]: false,
      [key('How many')]: 0,
      [key('When')]: '2024-02-29',
      [key('Where')]: 'https://a.example',
      [key('Mail')]: 'jörg@bücher.example',
      [key('Call')]: '+49 30 123',
      [key('Skipped')]: null,
    };
    const { body, headers } = aForm([
      { name: 'name', value: 'Ada Lovelace' },
      { name: 'jobId', value: id },
      { name: 'answers', value: JSON.stringify(answers) },
      { name: key('Work'), file: { name: 'work.pdf', bytes: await aPdf() } },
    ]);
    const made = await tenant.post('/v1/candidates', body, headers);
    expect(made.statusCode).toBe(201);
    const [application]: Application[] = made.json().applications;
    expect(application?.answers.map(({ label, text }) => [label, text])).toEqual([
      ['Short', '<b>x</b>'],
      ['Long', 'a\nb'],
      ['One', 'Blue'],
      ['Many', 'Blue, Red'],
      ['Sure?', 'No'],
      ['How many', '0'],
      ['When', '2024-02-29'],
      ['Where', 'https://a.example'],
      ['Work', 'work.pdf'],
      ['Mail', 'jörg@bücher.example'],
      ['Call', '+49 30 123'],
    ]);
    expect((await tenant.get(`/v1/applications/${application?.id}`)).json()).toEqual(application);
    expect(application?.answers.find(({ label }) => label === 'Many')?.value).toEqual(answers[key('Many')]);
    const file = application?.answers.find(({ label }) => label === 'Work')?.value;
    expect((await tenant.get(`/v1/files/${file}`)).statusCode).toBe(200);
  });

  it('of somebody who is known are taken without what is known', async () => {
    const { id: jobId } = await aJob({ questions: { email: 'required', resume: 'required' } });
    const question = await ask(jobId, { required: true });
    const person = { name: 'Grace Hopper', email: 'grace@example.com' };
    const { id } = (await tenant.post('/v1/candidates', person)).json();
    const apply = (part: object) => tenant.post(`/v1/candidates/${id}/applications`, { jobId, ...part });
    const lacking = await apply({});
    expect(codeOf(lacking)).toEqual([422, 'applications.incomplete']);
    expect(
      lacking
        .json()
        .issues.map(({ path }: { path: string }) => path)
        .sort(),
    ).toEqual([`answers.${question.key}`, 'resume']);
    const { body, headers } = aForm([
      { name: 'jobId', value: jobId },
      { name: 'answers', value: JSON.stringify({ [question.key]: 'Because' }) },
      { name: 'resume', file: { name: 'cv.pdf', bytes: await aPdf() } },
    ]);
    const made = await tenant.post(`/v1/candidates/${id}/applications`, body, headers);
    expect(made.statusCode).toBe(201);
    expect(made.json().answers).toMatchObject([{ label: 'Why?', text: 'Because' }]);
  });

  it('keep their question, which is archived instead of removed and keeps its type', async () => {
    const { id: jobId } = await aJob();
    const question = await ask(jobId, {
      type: 'single_choice',
      options: [{ label: 'Red' }, { label: 'Blue' }],
    });
    const [red, blue] = question.options;
    const answers = { [question.key]: red?.id };
    const { applications } = (await tenant.post('/v1/candidates', { name: 'A', jobId, answers })).json();
    const path = `/v1/jobs/${jobId}/questions/${question.id}`;
    expect(codeOf(await tenant.patch(path, { type: 'number' }))).toEqual([409, 'jobs.question_answered']);
    const list = [{ id: question.id, label: 'X', type: 'date' }];
    expect(codeOf(await tenant.patch(`/v1/jobs/${jobId}`, { customQuestions: list }))).toEqual([
      409,
      'jobs.question_answered',
    ]);
    await tenant.patch(path, { options: [{ id: blue?.id, label: 'Blue' }] });
    const late = await tenant.post('/v1/candidates', { name: 'B', jobId, answers });
    expect(codeOf(late)).toEqual([422, 'request.invalid']);
    await tenant.delete(path);
    expect(await labelsOf(jobId)).toEqual([]);
    expect(await labelsOf(jobId, '?archived=true')).toEqual(['Why?']);
    const read = (await tenant.get(`/v1/applications/${applications[0].id}`)).json();
    expect(read.answers).toMatchObject([{ value: red?.id, text: 'Red', archived: true }]);
    await tenant.patch(path, { archived: false });
    expect(await labelsOf(jobId)).toEqual(['Why?']);
  });

  it('without a job are refused rather than lost', async () => {
    for (const part of [{ answers: { q_1: 'x' } }, { desiredSalary: '1' }, { availableOn: '2026-01-01' }]) {
      const answer = await tenant.post('/v1/candidates', { name: 'A', ...part });
      expect(codeOf(answer)).toEqual([422, 'request.invalid']);
      expect(answer.json().issues[0].path).toBe(Object.keys(part)[0]);
    }
  });

  it('may be missing when somebody of the company adds the person', async () => {
    const { id: jobId } = await aJob({ questions: { email: 'required', linkedinUrl: 'off' } });
    await ask(jobId, { required: true });
    const person = { name: 'A', jobId, linkedinUrl: 'https://a.example' };
    expect(codeOf(await tenant.post('/v1/candidates', person))).toEqual([422, 'request.invalid']);
    expect((await tenant.post('/v1/candidates', { ...person, byHand: true })).statusCode).toBe(201);
  });
});

describe('one event', () => {
  it('tells of each change of the questions, in its transaction', async () => {
    const other = await api.aTenant();
    const { id } = (await other.post('/v1/jobs', { title: 'Cook' })).json();
    await other.post(`/v1/jobs/${id}/questions`, { label: 'Why?', type: 'date' });
    await other.post(`/v1/jobs/${id}/questions`, { label: 'Why?', type: 'choice' });
    const events = await api.context.db.inCompany(other.company.id, (tx) =>
      tx.selectFrom('events').select(['type', 'payload']).orderBy('id').execute(),
    );
    expect(events.slice(1)).toEqual([{ type: 'jobs.updated', payload: { changed: ['customQuestions'] } }]);
  });
});
