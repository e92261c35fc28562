// How long candidates are kept, and that who is restricted is nowhere and who was erased is gone.
import { readFileSync } from 'node:fs';
import type { Candidate, CandidatePrivacy, Retention } from '@joinery/sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Transaction } from '../../db/database.ts';
import { runIn } from '../../modules/retention/run-retention.service.ts';
import { dieAt } from '../../testing/lost-sessions.ts';
import { type Answer, aForm, createTestApi, type Tenant, type TestApi } from './testing/api.ts';

const marker = 'Zebedeus';
let api: TestApi;
let tenant: Tenant;
let jobId: string;
beforeAll(async () => {
  api = await createTestApi();
});
beforeEach(async () => {
  tenant = await api.aTenant();
  jobId = (await tenant.post('/v1/jobs', { title: 'Baker', location: 'Berlin, Germany' })).json().id;
});
afterAll(() => api.close());

const codeOf = (answer: Answer) => [answer.statusCode, answer.json().code];
const reason = { reason: 'They asked' };
const act = (id: string, name: string, body: object = reason) =>
  tenant.post(`/v1/candidates/${id}/${name}`, body);
const privacyOf = async (id: string): Promise<CandidatePrivacy> =>
  (await tenant.get(`/v1/candidates/${id}/privacy`)).json();
const eventsOf = (subject: string): Promise<string[]> =>
  inCompany(async (tx) => {
    const { rows } = await sql<{
      type: string;
    }>`select type from events where subject_id = ${subject} order by id`.execute(tx);
    return rows.map(({ type }) => type);
  });
const inCompany = <T>(work: (tx: Transaction) => Promise<T>) =>
  api.context.db.inCompany(tenant.company.id, work);

/** Somebody with everything that a candidate can have; every word of theirs has the marker in it. */
async function somebody(): Promise<Candidate> {
  await tenant.post('/v1/consent-texts', { key: 'pool', label: 'Keep me', text: 'Two years' });
  await tenant.post(`/v1/jobs/${jobId}/questions`, { label: 'Why?', type: 'short_text' });
  await tenant.post(`/v1/jobs/${jobId}/questions`, { label: 'Proof', type: 'file' });
  const [why, proof] = (await tenant.get(`/v1/jobs/${jobId}/questions`)).json().items;
  const { body, headers } = aForm([
    { name: 'name', value: `${marker} Person` },
    { name: 'email', value: `${marker}@example.com` },
    { name: 'phone', value: '+49 30 901820' },
    { name: 'city', value: marker },
    { name: 'source', value: marker },
    { name: 'jobId', value: jobId },
    { name: 'byHand', value: 'true' },
    { name: 'desiredSalary', value: marker },
    { name: 'references', value: marker },
    { name: 'tags', value: JSON.stringify([marker]) },
    { name: 'answers', value: JSON.stringify({ [why.key]: marker }) },
    { name: 'consents', value: JSON.stringify({ pool: 1 }) },
    { name: 'resume', file: { name: `${marker}.txt`, bytes: Buffer.from(`I am ${marker}.`) } },
    { name: proof.key, file: { name: `${marker}-proof.txt`, bytes: Buffer.from(`I am ${marker}, too.`) } },
  ]);
  const answer = await tenant.post('/v1/candidates', body, { ...headers, 'idempotency-key': `key-${jobId}` });
  expect(answer.statusCode).toBe(201);
  const candidate: Candidate = answer.json();
  const [application] = candidate.applications;
  await tenant.post(`/v1/applications/${application?.id}/comments`, { text: marker });
  await tenant.post(`/v1/candidates/${candidate.id}/notes`, { text: marker });
  await tenant.put(`/v1/applications/${application?.id}/offer`, { state: 'draft', jobTitle: marker });
  const twin = await tenant.post('/v1/candidates', {
    name: `${marker} Twin`,
    email: `${marker}@example.com`,
    byHand: true,
  });
  await tenant.get('/v1/candidates/duplicates');
  await tenant.post(`/v1/candidates/${candidate.id}/merge`, { with: twin.json().id });
  await tenant.get(`/v1/files/${candidate.attachments[0]?.fileId}/text`);
  return (await tenant.get(`/v1/candidates/${candidate.id}`)).json();
}

/** What an archive says of the person: its first entry, which is not compressed. */
function personIn(body: Buffer) {
  expect(body.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
  const next = body.indexOf('PK\x03\x04', 10, 'latin1');
  // Behind its header and its name: checksums and lengths can hold any byte.
  const begin = 30 + body.readUInt16LE(26) + body.readUInt16LE(28);
  const text = body.subarray(begin, next < 0 ? undefined : next).toString('utf8');
  const json = text.slice(0, text.lastIndexOf('}') + 1);
  return { json, person: JSON.parse(json) as { tables: Record<string, Record<string, unknown>[]> } };
}

/** Tables of the whole database in which a row has the word, whoever may read it. */
const tablesWith = (word: string): Promise<string[]> =>
  inCompany(async (tx) => {
    await sql`select set_config('joinery.sees_restricted', 'on', true)`.execute(tx);
    const { rows } = await sql<{ name: string }>`
      select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')
        and has_table_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'select') order by 1`.execute(
      tx,
    );
    const found: string[] = [];
    for (const { name } of rows) {
      const hit =
        await sql`select 1 from ${sql.raw(name)} t where t::text ilike ${`%${word}%`} limit 1`.execute(tx);
      if (hit.rows.length > 0) found.push(name);
    }
    return found;
  });

/** A table of people that is brought and lies there: nobody looks at it or takes it in. */
async function bring(lines: string[], key: string): Promise<string> {
  const { body, headers } = aForm([
    { name: 'file', file: { name: 'people.csv', bytes: Buffer.from(lines.join('\n')) } },
  ]);
  const answer = await tenant.post('/v1/candidate-imports', body, { ...headers, 'idempotency-key': key });
  expect(answer.statusCode).toBe(201);
  return answer.json().id;
}

/** Routes of /v1 whose answer has the word. */
async function routesWith(word: string, ids: Record<string, string>): Promise<string[]> {
  const document = JSON.parse(readFileSync(new URL('./openapi.json', import.meta.url), 'utf8'));
  const found: string[] = [];
  for (const [path, operations] of Object.entries(document.paths as Record<string, object>)) {
    if (!('get' in operations)) continue;
    const noun = path.split('/')[2] ?? '';
    const url = path.replace('{id}', ids[noun] ?? 'x_0').replace(/\{\w+\}/g, '1');
    const answer = await tenant.get(
      `${url}${path.endsWith('/candidates') && noun === 'candidates' ? `?q=${word}` : ''}`,
    );
    expect(answer.statusCode).toBeLessThan(500);
    if (answer.body.includes(word)) found.push(path);
  }
  return found;
}

describe('somebody who is erased', () => {
  it('is gone from every row of brought tables that tells of them, and from no other', async () => {
    const zoe = { name: 'Zoe Fox', email: 'zoe@imports.example', phone: '+44 20 7946 0123', byHand: true };
    const { id } = (await tenant.post('/v1/candidates', zoe)).json();
    const old = { name: 'Zoe Old', email: 'old.zoe@imports.example', byHand: true };
    const { id: oldId } = (await tenant.post('/v1/candidates', old)).json();
    expect((await tenant.post(`/v1/candidates/${id}/merge`, { with: oldId })).statusCode).toBe(200);
    const importId = await bring(
      [
        'Name,Email,Phone,Note',
        'Z,Zoe Fox <ZOE@imports.example>,,',
        'Z,,020 7946 0123,',
        'Z,,+44 (0)20-7946-0123,',
        'Z,,0044 20 79460123,',
        'Z,,,see also: old.zoe@imports.example; others',
        'Z Became,,,',
        'Z Became too,,,',
        'Chloe,chloezoe@imports.example,,',
        'Zoe,zoe@imports.example.org,,',
        'Ken,ken@imports.example,+44 20 7946 0999,',
        'Lou,,0123,',
        'Mia,,,0123456789012345',
      ],
      `zoe ${id}`,
    );
    await inCompany(async (tx) => {
      for (const [number, candidateId] of [
        [7, id],
        [8, oldId],
      ] as const)
        await sql`update candidate_import_rows set state = 'created', cells = null, candidate_id = ${candidateId}
          where import_id = ${importId} and number = ${number}`.execute(tx);
    });
    const answers = () =>
      inCompany(async (tx) => {
        const found = await sql`select 1 from idempotency_keys where about && array[${importId}]`.execute(tx);
        return found.rows.length;
      });
    expect(await answers()).toBe(1);
    expect((await act(id, 'erase')).statusCode).toBe(200);
    const rows = await inCompany(
      async (tx) =>
        (
          await sql<{ number: number; state: string; name: string | null; candidateId: string | null }>`
            select number, state, cells ->> 0 as name, candidate_id as "candidateId" from candidate_import_rows
            where import_id = ${importId} order by number`.execute(tx)
        ).rows,
    );
    const gone = [2, 3, 4, 5, 6].map((number) => ({
      number,
      state: 'dropped',
      name: null,
      candidateId: null,
    }));
    const became = [7, 8].map((number) => ({ number, state: 'created', name: null, candidateId: null }));
    const others = ['Chloe', 'Zoe', 'Ken', 'Lou', 'Mia'].map((name, at) => ({
      number: 9 + at,
      state: 'new',
      name,
      candidateId: null,
    }));
    expect(rows).toEqual([...gone, ...became, ...others]);
    expect(await answers()).toBe(0);
  });

  it('is gone from every table and from the disk, and a stub stays', async () => {
    const candidate = await somebody();
    const { id, applications } = candidate;
    const table = Buffer.from(
      `Name,Email\n${marker} Row,${marker.toUpperCase()}@example.com\nAda,ada@example.com`,
    );
    const { body, headers } = aForm([{ name: 'file', file: { name: 'people.csv', bytes: table } }]);
    const brought = await tenant.post('/v1/candidate-imports', body, headers);
    expect(brought.statusCode).toBe(201);
    const tables = await tablesWith(marker);
    expect(tables.length).toBeGreaterThan(8);
    expect(tables).toContain('public.candidate_import_rows');
    const keys = await inCompany(async (tx) =>
      (await sql<{ key: string }>`select storage_key as key from files`.execute(tx)).rows.map(
        ({ key }) => key,
      ),
    );
    expect(keys.length).toBeGreaterThan(1);
    const erased: CandidatePrivacy = (await act(id, 'erase')).json();
    expect(erased).toMatchObject({
      state: 'erased',
      erasedReason: 'They asked',
      name: 'Erased',
      dueOn: null,
    });
    expect(await tablesWith(marker)).toEqual([]);
    expect(await tablesWith('901820')).toEqual([]);
    const left = await tenant.get(`/v1/candidate-imports/${brought.json().id}`);
    expect(left.json().counts).toMatchObject({ total: 2, unchecked: 1, dropped: 1 });
    for (const key of keys) await expect(api.context.storage.get(key)).rejects.toThrow();
    const stub: Candidate = (await tenant.get(`/v1/candidates/${id}`)).json();
    expect(stub).toMatchObject({
      name: 'Erased',
      email: null,
      phone: null,
      source: null,
      city: null,
      tags: [],
      attachments: [],
    });
    expect(stub.applications).toMatchObject([
      { id: applications[0]?.id, jobTitle: 'Baker', answers: [], commentCount: 0 },
    ]);
    const timeline = (await tenant.get(`/v1/candidates/${id}/timeline`)).json().items;
    expect(timeline.map(({ summary }: { summary: string }) => summary)).toEqual(['Erased: They asked']);
    expect((await tenant.get(`/v1/candidates/${id}/consents`)).json().items).toHaveLength(1);
    expect(await eventsOf(id)).toContain('candidates.erased');
    expect((await act(id, 'erase')).json()).toEqual(erased);
    const [merge] = (await tenant.get(`/v1/candidates/${id}/merges`)).json().items;
    expect(codeOf(await tenant.post(`/v1/candidates/${id}/merges/${merge.id}/undo`))).toEqual([
      409,
      'candidates.merge_final',
    ]);
  });

  it('is there whole, with their documents, until it is done, wherever whoever does it dies', async () => {
    const { id, attachments } = await somebody();
    const tables = await tablesWith(marker);
    const url = `/v1/files/${attachments[0]?.fileId}`;
    for (const table of ['attachments', 'candidate_privacy', 'events']) {
      const answer = await dieAt(api.database.connection, table, () => act(id, 'erase'));
      expect([table, answer.statusCode]).toEqual([table, 503]);
      expect(await tablesWith(marker)).toEqual(tables);
      expect((await tenant.get(url)).statusCode).toBe(200);
    }
    expect((await act(id, 'erase')).json().state).toBe('erased');
    expect(await tablesWith(marker)).toEqual([]);
  });

  it('leaves the receipts of a hire that was sent, and is refused while one is under way or on hold', async () => {
    const { id, applications } = await somebody();
    const hire = (state: string) =>
      inCompany(async (tx) => {
        await sql`insert into connections (id, company_id, provider, name, base_url, sealed_credentials)
          values ('con_' || ${tenant.company.id}, ${tenant.company.id}, 'bamboohr', 'B', 'https://x.example', 'x') on conflict do nothing`.execute(
          tx,
        );
        await sql`insert into hires (id, company_id, application_id, connection_id, marker, state, request, requested_by)
          values (${`hir_${id}`}, ${tenant.company.id}, ${applications[0]?.id}, 'con_' || ${tenant.company.id}, 'm', ${state}, '{"fields": {}}', 'x')
          on conflict (id) do update set state = excluded.state`.execute(tx);
      });
    await hire('waiting');
    for (const name of ['erase', 'restrict'])
      expect(codeOf(await act(id, name))).toEqual([409, 'candidates.hire_under_way']);
    await hire('done');
    await act(id, 'hold', { reason: 'A suit' });
    expect(codeOf(await act(id, 'erase'))).toEqual([409, 'candidates.on_hold']);
    const other = (await tenant.post('/v1/candidates', { name: 'Other', byHand: true })).json().id;
    expect(codeOf(await tenant.post(`/v1/candidates/${id}/merge`, { with: other }))).toEqual([
      409,
      'candidates.on_hold',
    ]);
    expect((await act(id, 'release')).json().heldReason).toBeNull();
    await withReceipts(`hir_${id}`);
    const { tables } = personIn((await tenant.get(`/v1/candidates/${id}/export`)).rawPayload).person;
    for (const table of ['hires', 'hire_steps', 'hire_log', 'hire_changes', 'approvals', 'approval_trail'])
      expect([table, JSON.stringify(tables[table]).includes(marker)]).toEqual([table, true]);
    expect(Object.keys(tables)).toEqual(expect.arrayContaining(['hire_change_steps', 'approval_answers']));
    expect((await act(id, 'erase')).json().state).toBe('erased');
    expect(await tablesWith(marker)).toEqual([]);
    const left = await inCompany(
      async (tx) =>
        (
          await sql`select h.request, h.employee_number, s.request_summary, s.proof, c.state, c.diff, c.plan, a.state as asked,
              a.diff as lines, t.action, t.content_hash, t.asked as words, l.action as logged, l.reason
            from hires h join hire_steps s on s.hire_id = h.id join hire_changes c on c.hire_id = h.id
            join approvals a on a.subject_id = c.id join approval_trail t on t.approval_id = a.id
            join hire_log l on l.hire_id = h.id`.execute(tx)
        ).rows,
    );
    expect(left).toEqual([
      {
        request: { fields: {}, approved: true, without: ['city'] },
        employee_number: '7',
        request_summary: 'POST employees: firstName',
        proof: { employees: ['7'] },
        state: 'superseded',
        diff: [{ field: 'firstName', was: null, here: '' }],
        plan: [{ step: 'employee', rowId: null, values: {}, before: null }],
        asked: 'cancelled',
        lines: [{ label: 'First name', before: null, after: null }],
        action: 'asked',
        content_hash: 'h',
        words: null,
        logged: 'mended',
        reason: null,
      },
    ]);
    await expect(inCompany((tx) => sql`update hire_log set reason = 'other'`.execute(tx))).rejects.toThrow(
      'never changed',
    );
    await expect(
      inCompany((tx) => sql`update approval_trail set action = 'approved', asked = null`.execute(tx)),
    ).rejects.toThrow('never changed');
  });

  /** What a hire leaves behind; every word that may be of a person has the marker in it. */
  async function withReceipts(hireId: string): Promise<void> {
    const company = tenant.company.id;
    const json = (value: unknown) => sql`${JSON.stringify(value)}::jsonb`;
    await inCompany(async (tx) => {
      const fields = { firstName: marker };
      await sql`update hires set employee_number = '7', problem = ${marker},
        request = ${json({ fields, given: fields, mapped: { version: 1, fields }, approved: true, without: ['city'] })}
        where id = ${hireId}`.execute(tx);
      await sql`insert into hire_steps (company_id, hire_id, name, position, state, request_summary, sent_at, proof, note)
        values (${company}, ${hireId}, 'create', 1, 'done', 'POST employees: firstName', now(), '{"employees": ["7"]}', ${marker})`.execute(
        tx,
      );
      await sql`insert into hire_log (company_id, hire_id, number, actor, action, reason)
        values (${company}, ${hireId}, 1, 'x', 'mended', ${marker})`.execute(tx);
      await sql`insert into hire_changes (id, company_id, hire_id, kind, diff, plan, content_hash, state, proposed_by, created_at, updated_at)
        values (${`c${hireId}`}, ${company}, ${hireId}, 'patch', ${json([{ field: 'firstName', was: marker, here: marker, there: marker }])},
          ${json([{ step: 'employee', rowId: null, values: fields, before: fields }])}, 'h', 'awaiting_approval', 'x', now(), now())`.execute(
        tx,
      );
      const lines = [{ label: 'First name', before: marker, after: marker }];
      await sql`insert into approvals (id, company_id, subject_kind, subject_id, question, diff, content_hash, authors,
          approver_users, approver_levels, quorum, created_at)
        values (${`a${hireId}`}, ${company}, 'hire_change', ${`c${hireId}`}, ${`Send ${marker}?`}, ${json(lines)}, 'h', '{}', '{}', '{}', 1, now())`.execute(
        tx,
      );
      await sql`insert into approval_trail (company_id, approval_id, number, at, action, version, content_hash, note, asked)
        values (${company}, ${`a${hireId}`}, 1, now(), 'asked', 1, 'h', ${marker}, ${json({ question: marker, diff: lines })})`.execute(
        tx,
      );
    });
  }

  it('is in no answer that is kept for whoever asks again, and in no merge of before', async () => {
    const once = { 'idempotency-key': 'again' };
    const send = () => tenant.post('/v1/candidates', { name: `${marker} Again`, byHand: true }, once);
    const { id: first } = (await send()).json();
    await tenant.post(`/v1/candidates/${first}/notes`, { text: marker }, { 'idempotency-key': 'note' });
    expect((await send()).json().id).toBe(first);
    const add = async () => (await tenant.post('/v1/candidates', { name: marker, byHand: true })).json().id;
    const [second, third, apart] = [await add(), await add(), await add()];
    const merges = [
      await tenant.post(`/v1/candidates/${second}/merge`, { with: first }),
      await tenant.post(`/v1/candidates/${third}/merge`, { with: second }),
    ];
    expect(merges.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    await act(third, 'erase');
    expect(await tablesWith(marker)).toEqual(['public.candidates']);
    const { id: anew } = (await send()).json();
    expect([first, second, third]).not.toContain(anew);
    const keys = await inCompany(async (tx) =>
      (await sql<{ key: string }>`select key from idempotency_keys`.execute(tx)).rows.map(({ key }) => key),
    );
    expect(keys).toEqual(['again']);
    // Nor in the timeline of somebody else, of whom they were said to be one.
    const { merge } = (await tenant.post(`/v1/candidates/${apart}/merge`, { with: anew })).json();
    await tenant.post(`/v1/candidates/${apart}/merges/${merge.id}/undo`);
    await tenant.put(`/v1/candidates/${apart}`, { name: 'Somebody Else' });
    await act(anew, 'erase');
    expect(await tablesWith(marker)).toEqual([]);
  });

  it('is not brought again by a connected account, and stays while something is on its way there', async () => {
    const { id, applications } = await somebody();
    const [application] = applications;
    await inCompany(async (tx) => {
      const company = tenant.company.id;
      const connection = `con_r${company}`;
      await sql`insert into connections (id, company_id, provider, name, base_url, sealed_credentials)
        values (${connection}, ${company}, 'pinpoint', 'P', 'https://x.example', 'x')`.execute(tx);
      await sql`insert into recruiting_records (id, company_id, connection_id, provider_id, state, candidate_id, application_id, problem, seen_at)
        values ('rec_1' || ${company}, ${company}, ${connection}, '1', 'taken', null, ${application?.id}, ${marker}, now()),
          ('rec_2' || ${company}, ${company}, ${connection}, '2', 'pending', ${id}, null, null, now())`.execute(
        tx,
      );
      await sql`insert into recruiting_writes (id, company_id, connection_id, kind, state, candidate_id, provider_job_id,
          sealed_payload, note, requested_by, requested_by_user, created_at, settled_at)
        values ('rwr_1' || ${company}, ${company}, ${connection}, 'post_candidate', 'needs_attention', ${id}, '7', ${marker}, ${marker}, 'x', 'x', now(), now()),
          ('rwr_2' || ${company}, ${company}, ${connection}, 'post_candidate', 'sending', ${id}, '8', ${marker}, ${marker}, 'x', 'x', now(), null)`.execute(
        tx,
      );
    });
    const other = (await tenant.post('/v1/candidates', { name: 'Other', byHand: true })).json().id;
    for (const [name, body] of [
      ['erase', reason],
      ['restrict', reason],
      ['merge', { with: other }],
    ] as const)
      expect(codeOf(await act(id, name, body))).toEqual([409, 'candidates.hire_under_way']);
    await inCompany((tx) =>
      sql`update recruiting_writes set state = 'done', settled_at = now() where settled_at is null`.execute(
        tx,
      ),
    );
    expect((await act(id, 'erase')).json().state).toBe('erased');
    expect(await tablesWith(marker)).toEqual([]);
    const { records, writes } = await inCompany(async (tx) => ({
      records: (
        await sql`select provider_id, state, candidate_id, application_id from recruiting_records order by id`.execute(
          tx,
        )
      ).rows,
      writes: (
        await sql`select provider_job_id, state, candidate_id, sealed_payload from recruiting_writes order by id`.execute(
          tx,
        )
      ).rows,
    }));
    const nobody = { candidate_id: null, application_id: null };
    expect(records).toEqual([
      { provider_id: '1', state: 'taken', ...nobody },
      { provider_id: '2', state: 'left', ...nobody },
    ]);
    expect(writes).toEqual([
      { provider_job_id: '7', state: 'dropped', candidate_id: id, sealed_payload: null },
      { provider_job_id: '8', state: 'done', candidate_id: id, sealed_payload: null },
    ]);
  });

  it('takes nothing any more that would then be kept for ever', async () => {
    const add = async () => (await tenant.post('/v1/candidates', { name: 'A B', byHand: true })).json().id;
    const [id, other] = [await add(), await add()];
    const applied = (await tenant.post(`/v1/candidates/${id}/applications`, { jobId, byHand: true })).json();
    const at = `/v1/applications/${applied.id}`;
    await act(id, 'erase');
    const stages = (await tenant.get('/v1/stages')).json().items;
    const hired = stages.find(({ kind }: { kind: string }) => kind === 'hired').id;
    for (const answer of [
      await tenant.patch(at, { stageId: hired }),
      await tenant.post(`${at}/reject`, {}),
      await tenant.post(`${at}/comments`, { text: 'Back' }),
      await tenant.put(`${at}/offer`, { state: 'draft' }),
      await tenant.put(`/v1/candidates/${id}`, { email: 'back@example.com' }),
      await tenant.post(`/v1/candidates/${id}/notes`, { text: 'Back' }),
      await tenant.post(`/v1/candidates/${id}/applications`, { jobId, byHand: true }),
      await tenant.post(`/v1/candidates/${id}/merge`, { with: other }),
      await tenant.post(`/v1/candidates/${other}/merge`, { with: id }),
    ])
      expect(codeOf(answer)).toEqual([409, 'candidates.erased']);
  });

  it('is only restricted while the law wants them kept, and erased after that', async () => {
    const austin = (await tenant.post('/v1/jobs', { title: 'Cook', location: 'Austin, TX' })).json().id;
    const { id } = (
      await tenant.post('/v1/candidates', { name: `${marker} Texan`, jobId: austin, byHand: true })
    ).json();
    const asked: CandidatePrivacy = (await act(id, 'erase')).json();
    expect(asked).toMatchObject({
      state: 'restricted',
      restrictedReason: 'They asked',
      eraseOn: expect.any(String),
    });
    await runIn(api.context, tenant.owner);
    expect((await privacyOf(id)).state).toBe('restricted');
    await inCompany((tx) => sql`update candidate_privacy set erase_on = '2026-01-01'`.execute(tx));
    await runIn(api.context, tenant.owner);
    expect(await privacyOf(id)).toMatchObject({ state: 'erased', name: 'Erased' });
    expect(await tablesWith(marker)).toEqual([]);
  });
});

describe('somebody who is restricted', () => {
  it('is in no answer of /v1 but those about restricting them, and is back as they were', async () => {
    const candidate = await somebody();
    const ids = {
      candidates: candidate.id,
      applications: candidate.applications[0]?.id ?? '',
      files: candidate.attachments[0]?.fileId ?? '',
      jobs: jobId,
    };
    const before = await routesWith(marker, ids);
    expect(before.length).toBeGreaterThan(6);
    expect((await act(candidate.id, 'restrict')).json().state).toBe('restricted');
    expect(await routesWith(marker, ids)).toEqual([
      '/v1/candidates/{id}/privacy',
      '/v1/candidates/{id}/export',
    ]);
    expect((await tenant.get('/v1/retention/candidates?state=restricted')).body).toContain(marker);
    for (const url of [
      `/v1/candidates/${candidate.id}`,
      `/v1/files/${ids.files}`,
      `/v1/applications/${ids.applications}`,
    ])
      expect((await tenant.get(url)).statusCode).toBe(404);
    expect(codeOf(await act(candidate.id, 'renew'))).toEqual([409, 'candidates.restricted']);
    await act(candidate.id, 'lift');
    expect((await routesWith(marker, ids)).sort()).toEqual(before.sort());
    expect(await eventsOf(candidate.id)).toContain('candidates.restricted');
    const { updatedAt: _now, ...back }: Candidate = (
      await tenant.get(`/v1/candidates/${candidate.id}`)
    ).json();
    const { updatedAt: _then, ...was } = candidate;
    expect(back).toEqual(was);
  });

  it('is no longer who an equal submission is answered with, nor counted by the report or a job', async () => {
    const send = async () =>
      (await tenant.post('/v1/candidates', { name: 'A B', email: 'a@b.example', jobId, byHand: true })).json()
        .id;
    const id = await send();
    expect(await send()).toBe(id);
    const applied = async () => [
      (await tenant.get('/v1/hiring-report')).json().total.applied,
      (await tenant.get(`/v1/jobs/${jobId}`)).json().applicationCount,
    ];
    expect(await applied()).toEqual([1, 1]);
    await act(id, 'restrict');
    expect(await applied()).toEqual([0, 0]);
    expect(await send()).not.toBe(id);
    expect(await applied()).toEqual([1, 1]);
  });

  it('is a matter of those who may change the company’s settings', async () => {
    const { id } = (await tenant.post('/v1/candidates', { name: 'Pool', byHand: true })).json();
    const recruiter = await tenant.aKeyOf('manager');
    for (const [method, path, body] of [
      ['POST', `/candidates/${id}/erase`, reason],
      ['POST', `/candidates/${id}/restrict`, reason],
      ['GET', `/candidates/${id}/export`],
      ['GET', `/candidates/${id}/privacy`],
      ['GET', '/retention/candidates'],
      ['PUT', '/retention', { enabled: false, rules: [] }],
    ] as const)
      expect((await api.call(recruiter, method, `/v1${path}`, body)).statusCode).toBe(403);
    const strangers = await api.aTenant();
    expect(codeOf(await strangers.post(`/v1/candidates/${id}/erase`, reason))).toEqual([
      404,
      'candidates.not_found',
    ]);
    expect(codeOf(await act(id, 'erase', { reason: ' ' }))).toEqual([422, 'request.invalid']);
  });
});

describe('the rules', () => {
  const usual = async (): Promise<Retention> => (await tenant.get('/v1/retention')).json();
  const quiet = (id: string, months: number) =>
    inCompany(async (tx) => {
      await sql`update candidates set created_at = created_at - make_interval(months => ${months}::int) where id = ${id}`.execute(
        tx,
      );
      await sql`update applications set applied_at = applied_at - make_interval(months => ${months}::int),
        stage_changed_at = stage_changed_at - make_interval(months => ${months}::int) where candidate_id = ${id}`.execute(
        tx,
      );
    });
  const run = () => runIn(api.context, tenant.owner);
  const add = async (): Promise<string> =>
    (await tenant.post('/v1/candidates', { name: `Quiet ${Math.random()}`, jobId, byHand: true })).json().id;

  it('are usual ones and do nothing until the company has chosen', async () => {
    expect(await usual()).toMatchObject({ enabled: false, changedBy: null });
    expect((await usual()).rules.map(({ region }) => region)).toEqual(['EU', 'US', 'US-CA', '*']);
    const id = await add();
    await quiet(id, 60);
    await run();
    expect(await privacyOf(id)).toMatchObject({ state: 'open', remindedAt: null, rule: { region: 'EU' } });
    const { rules } = await usual();
    const set: Retention = (await tenant.put('/v1/retention', { enabled: true, rules })).json();
    expect(set).toMatchObject({ enabled: true, changedBy: expect.any(String) });
    for (const wrong of [
      [...rules, rules[0]],
      [{ ...rules[0], floorMonths: 25 }],
      [{ ...rules[0], region: 'Europe' }],
    ])
      expect(codeOf(await tenant.put('/v1/retention', { enabled: true, rules: wrong }))).toEqual([
        422,
        'request.invalid',
      ]);
  });

  it('tell before they erase, and erase only after the days to answer', async () => {
    await tenant.put('/v1/retention', { enabled: true, rules: (await usual()).rules });
    const [old, kept, fresh] = [await add(), await add(), await add()];
    for (const id of [old, kept]) await quiet(id, 40);
    await run();
    const due = (await tenant.get('/v1/retention/candidates')).json().items;
    expect(due.map(({ candidateId }: CandidatePrivacy) => candidateId).sort()).toEqual([old, kept].sort());
    expect(await eventsOf(old)).toContain('candidates.retention_due');
    await run();
    expect((await privacyOf(old)).state).toBe('open');
    expect((await act(kept, 'renew', { reason: 'Still looking' })).json()).toMatchObject({
      remindedAt: null,
    });
    await inCompany((tx) =>
      sql`update candidate_privacy set reminded_at = reminded_at - interval '31 days'`.execute(tx),
    );
    await Promise.all([run(), run()]);
    expect((await privacyOf(old)).erasedReason).toBe('No contact for 24 months (rule EU)');
    expect([(await privacyOf(kept)).state, (await privacyOf(fresh)).state]).toEqual(['open', 'open']);
    expect((await eventsOf(old)).filter((type) => type === 'candidates.erased')).toHaveLength(1);
    expect((await tenant.get('/v1/retention/candidates?state=erased')).json().items).toHaveLength(1);
  });

  it('go on where somebody cannot be erased', async () => {
    await tenant.put('/v1/retention', { enabled: true, rules: (await usual()).rules });
    const [first, second] = [await add(), await add()];
    for (const id of [first, second]) await quiet(id, 40);
    let tries = 0;
    const db: typeof api.context.db = {
      ...api.context.db,
      outside: (work) => {
        tries += 1;
        return tries === 1
          ? Promise.reject(new Error('the connection is gone'))
          : api.context.db.outside(work);
      },
    };
    await runIn({ ...api.context, db }, tenant.owner);
    expect((await privacyOf(first)).remindedAt).toBeNull();
    expect((await privacyOf(second)).remindedAt).not.toBeNull();
  });

  it('restrict where they say so, and leave alone whoever was hired or is on hold', async () => {
    const rules = [{ region: '*', keepMonths: 6, floorMonths: 0, action: 'restrict', remindDays: 1 }];
    await tenant.put('/v1/retention', { enabled: true, rules });
    const [plain, hired, held] = [await add(), await add(), await add()];
    const stages = (await tenant.get(`/v1/jobs/${jobId}/stages`)).json().items;
    const application = (await tenant.get(`/v1/candidates/${hired}`)).json().applications[0].id;
    const hiredStage = stages.find(({ kind }: { kind: string }) => kind === 'hired').id;
    await tenant.patch(`/v1/applications/${application}`, { stageId: hiredStage });
    await act(held, 'hold', { reason: 'A suit' });
    for (const id of [plain, hired, held]) await quiet(id, 12);
    await run();
    await inCompany((tx) =>
      sql`update candidate_privacy set reminded_at = reminded_at - interval '2 days'`.execute(tx),
    );
    await run();
    await run();
    expect(await Promise.all([plain, hired, held].map(async (id) => (await privacyOf(id)).state))).toEqual([
      'restricted',
      'open',
      'open',
    ]);
  });
});

describe('the export of a person', () => {
  it('is one archive with everything, also while they are restricted', async () => {
    const { id } = await somebody();
    for (const restricted of [false, true]) {
      if (restricted) await act(id, 'restrict');
      const answer = await tenant.get(`/v1/candidates/${id}/export`);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers).toMatchObject({ 'content-type': 'application/zip' });
      const body = answer.rawPayload;
      const { json, person } = personIn(body);
      expect(Object.keys(person.tables)).toEqual(
        expect.arrayContaining([
          'candidates',
          'applications',
          'application_comments',
          'application_answers',
          'candidate_notes',
          'candidate_tags',
          'consents',
          'offers',
          'timeline_entries',
          'document_texts',
        ]),
      );
      expect(person.tables.candidate_notes?.[0]?.text).toBe(marker);
      expect(body.includes(`I am ${marker}.`)).toBe(true);
      expect(body.includes(`I am ${marker}, too.`)).toBe(true);
      expect(json).not.toMatch(/sealed_|storage_key/);
    }
    expect(await eventsOf(id)).toContain('candidates.exported');
    expect(codeOf(await tenant.get('/v1/candidates/can_0/export'))).toEqual([404, 'candidates.not_found']);
  });

  it('tells of pay, and so is for those who see hires', async () => {
    const { id } = (await tenant.post('/v1/candidates', { name: 'A B', byHand: true })).json();
    const statuses: number[] = [];
    for (const hires of ['none', 'view']) {
      const hiring = { assignedJobsOnly: false, jobs: 'edit', candidates: 'edit', hires };
      const definition = { employees: [], hiring, settings: { company: 'edit' } };
      const level = (await tenant.post('/v1/access-levels', { name: `Hires ${hires}`, definition })).json();
      const user = { kind: 'service', firstName: 'P', lastName: 'O', accessLevelId: level.id };
      const { id: userId } = (await tenant.post('/v1/users', user)).json();
      const { key } = (await tenant.post('/v1/keys', { name: 'P', userId })).json();
      statuses.push((await api.call(key, 'GET', `/v1/candidates/${id}/export`)).statusCode);
    }
    expect(statuses).toEqual([403, 200]);
  });
});
