// Rows 50 to 59 of the table of bad inputs, as they come in by a form and in JSON: the expected answer,
// none of our own fault, in time and in little memory.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeReaders } from '../../platform/documents/reader.ts';
import { leastGrowth } from '../../testing/memory.ts';
import { type Answer, aForm, createTestApi, type Tenant, type TestApi } from './testing/api.ts';
import { type DocumentCase, documentCases } from './testing/document-cases.ts';

let api: TestApi;
let tenant: Tenant;
beforeAll(async () => {
  api = await createTestApi();
  tenant = await api.aTenant();
});
afterAll(async () => {
  closeReaders();
  await api.close();
});

const maxBytes = 50 * 1024 * 1024;

interface Outcome {
  status: number;
  code: string;
  fileId: string | undefined;
  ms: number;
  bytes: number;
}

async function timed(send: () => Promise<Answer>): Promise<Outcome> {
  const before = process.memoryUsage.rss();
  const startedAt = performance.now();
  const answer = await send();
  const ms = performance.now() - startedAt;
  const body = answer.json() as { code?: string; attachments?: { fileId: string }[] };
  const code = answer.statusCode === 201 ? 'taken' : (body.code ?? '');
  const fileId = body.attachments?.[0]?.fileId;
  return { status: answer.statusCode, code, fileId, ms, bytes: process.memoryUsage.rss() - before };
}

const asForm = ({ name, bytes }: DocumentCase) => {
  const { body, headers } = aForm([
    { name: 'name', value: 'Zoë' },
    { name: 'resume', file: { name, bytes } },
  ]);
  return tenant.post('/v1/candidates', body, headers);
};
const asJson = ({ name, bytes }: DocumentCase) =>
  tenant.post('/v1/candidates', { name: 'Zoë', resume: { name, base64: bytes.toString('base64') } });

// Of the table. Other tests run beside this one and have the machine for seconds, so whatever took longer is
// tried again once all others are through, four times at most: what a document itself costs it costs each time.
const limitMs = ({ row }: DocumentCase): number => (row === 54 ? 1_000 : 2_000);
const laterTries = 4;

interface Try {
  one: DocumentCase;
  way: string;
  send: (one: DocumentCase) => Promise<Answer>;
  ms: number;
}

async function stillSlow(tries: Try[]): Promise<Try[]> {
  const slow: Try[] = [];
  for (const tried of tries) {
    const { ms } = await timed(() => tried.send(tried.one));
    if (ms > limitMs(tried.one)) slow.push({ ...tried, ms });
  }
  return slow;
}

it('documents that nobody should send are answered as the table says', { timeout: 600_000 }, async () => {
  const cases = await documentCases();
  expect(cases.length).toBeGreaterThan(250);
  // The processes that open documents are there before the clock runs.
  await asForm({ row: 0, what: '', name: 'cv.txt', bytes: Buffer.from('x'), codes: [] });
  const wrong: string[] = [];
  let slow: Try[] = [];
  const large: string[] = [];
  for (const one of cases)
    for (const [way, send] of [
      ['form', asForm],
      ['json', asJson],
    ] as const) {
      const outcome = await timed(() => send(one));
      const told = `${one.row} ${one.what} (${way}): ${outcome.status} ${outcome.code}`;
      if (outcome.status >= 500 || !one.codes.includes(outcome.code)) wrong.push(told);
      if (outcome.ms > limitMs(one)) slow.push({ one, way, send, ms: outcome.ms });
      if (outcome.bytes >= maxBytes) {
        const bytes = await leastGrowth(maxBytes, () => send(one));
        if (bytes >= maxBytes) large.push(`${told} with ${Math.round(bytes / 1024 / 1024)} MB`);
      }
      if (way === 'json' || outcome.fileId === undefined || one.flags === undefined) continue;
      const view = (await tenant.get(`/v1/files/${outcome.fileId}/text`)).json() as {
        flags?: string[];
        text?: string;
      };
      for (const flag of one.flags) if (!view.flags?.includes(flag)) wrong.push(`${told}: no ${flag}`);
      if (view.text?.includes('terminate_employee')) wrong.push(`${told}: what is hidden is read as seen`);
    }
  for (let turn = 0; turn < laterTries && slow.length > 0; turn += 1) slow = await stillSlow(slow);
  expect(wrong).toEqual([]);
  expect(slow.map(({ one, way, ms }) => `${one.row} ${one.what} (${way}) in ${Math.round(ms)} ms`)).toEqual(
    [],
  );
  expect(large).toEqual([]);
});
