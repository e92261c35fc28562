import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccessLevel } from '../../modules/access/access-levels.service.ts';
import { builtinLevels } from '../../modules/access/levels.ts';
import { aPerson } from '../../testing/approval-bench.ts';
import { aKey, type HireBench, startHireBench } from '../../testing/hire-bench.ts';

let bench: HireBench;
let key: string;
beforeAll(async () => {
  bench = await startHireBench();
  key = await aKey(bench.context, bench.owner);
});
afterAll(() => bench.close());

interface Answer {
  status: number;
  body: Record<string, unknown> & { issues?: { path: string }[] };
}

async function call(method: string, path: string, body?: unknown, headers = {}, as = key): Promise<Answer> {
  const answer = await fetch(`${bench.origin}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
}

const input = (over = {}) => ({
  name: 'Acme',
  subdomain: 'acme',
  apiKey: bench.sandbox.apiKey,
  baseUrl: `${bench.origin}/api/gateway.php/acme`,
  markerField: 'customJoineryId',
  enabled: true,
  ...over,
});

describe('/v1/connections', () => {
  it('makes, tests, changes and removes one', async () => {
    const made = await call('POST', '/connections', input());
    expect(made).toMatchObject({
      status: 201,
      body: { provider: 'bamboohr', enabled: true, health: 'unknown' },
    });
    const at = `/connections/${made.body.id}`;
    expect(await call('POST', `${at}/test`)).toMatchObject({ status: 200, body: { health: 'ok' } });
    expect(await call('GET', at)).toMatchObject({ status: 200, body: { health: 'ok' } });
    expect(await call('PATCH', at, { enabled: false })).toMatchObject({
      status: 200,
      body: { enabled: false },
    });
    expect((await call('GET', '/connections')).body.items).toHaveLength(1);
    expect(await call('DELETE', at)).toEqual({ status: 204, body: {} });
    expect(await call('GET', at)).toMatchObject({ status: 404, body: { code: 'connections.not_found' } });
  });

  it.each<[string, object, number, string]>([
    ['a private address', { baseUrl: 'http://169.254.169.254/x' }, 422, 'egress.address_not_allowed'],
    [
      'credentials in the address',
      { baseUrl: 'https://a:b@api.bamboohr.com/x' },
      422,
      'egress.address_not_allowed',
    ],
    ['another scheme', { baseUrl: 'ftp://api.bamboohr.com/x' }, 422, 'request.invalid'],
    ['no subdomain', { subdomain: '' }, 422, 'request.invalid'],
    ['a subdomain that is a path', { subdomain: '../evil' }, 422, 'request.invalid'],
    ['a key that cannot be one', { apiKey: 'ümlaut' }, 422, 'request.invalid'],
    ['an unknown provider', { provider: 'nobody' }, 422, 'request.invalid'],
    ['an unknown field', { health: 'ok' }, 422, 'request.invalid'],
  ])('refuses %s', async (_, over, status, code) => {
    expect(await call('POST', '/connections', input(over))).toMatchObject({ status, body: { code } });
    expect((await call('GET', '/connections')).body.items).toEqual([]);
  });
});

describe('/v1/hires', () => {
  it('sends a hire once for one Idempotency-Key, and shows its receipts', async () => {
    const connectionId = await bench.aConnection();
    const { applicationId } = await bench.aHiredApplication();
    const preview = await call('POST', '/hires/preview', { applicationId, connectionId });
    expect(preview).toMatchObject({ status: 200, body: { existingHireId: null } });
    const { jobTitle, department, location } = bench.known;
    const fields = { hireDate: '2027-01-04', jobTitle, department, location };
    const headers = { 'idempotency-key': randomUUID() };
    const send = () => call('POST', '/hires', { applicationId, connectionId, fields }, headers);
    const first = await send();
    expect(first).toMatchObject({ status: 201, body: { state: 'queued', attempt: 1 } });
    expect(await send()).toEqual(first);
    await bench.until(String(first.body.id), 'done');
    const done = await call('GET', `/hires/${first.body.id}`);
    expect(done).toMatchObject({
      status: 200,
      body: { state: 'done', steps: Array.from({ length: 7 }, () => ({ state: 'done' })) },
    });
    const again = await call('POST', '/hires', { applicationId, connectionId, fields });
    expect(again).toMatchObject({
      status: 409,
      body: { code: 'hires.exists', issues: [{ path: 'hireId', message: first.body.id }] },
    });
    const listed = await call('GET', `/hires?applicationId=${applicationId}&state=done`);
    expect(listed.body.items).toEqual([done.body]);
    const counted = await call('GET', `/hires/counts?applicationId=${applicationId}`);
    expect(counted.body).toEqual({ items: [{ state: 'done', count: 1 }] });
    expect((await call('GET', '/hires/counts?q=nobody+is+called+so')).body).toEqual({ items: [] });
    const resolved = await call('POST', `/hires/${first.body.id}/resolve`, { action: 'create' });
    expect(resolved).toMatchObject({ status: 409, body: { code: 'hires.exists' } });
  });

  it.each<[string, object, number, string]>([
    ['an unknown application', { applicationId: 'app_nobody' }, 404, 'applications.not_found'],
    ['an unknown connection', { connectionId: 'con_nobody' }, 404, 'connections.not_found'],
    ['a day that does not exist', { fields: { hireDate: '2027-02-29' } }, 422, 'request.invalid'],
    ['an unknown field', { fields: { hireDate: '2027-01-04', salary: '1' } }, 422, 'request.invalid'],
  ])('refuses %s', async (_, over, status, code) => {
    const connectionId = await bench.aConnection();
    const { applicationId } = await bench.aHiredApplication();
    const fields = { hireDate: '2027-01-04' };
    const answer = await call('POST', '/hires', { applicationId, connectionId, fields, ...over });
    expect(answer).toMatchObject({ status, body: { code } });
    expect((await call('GET', `/hires?applicationId=${applicationId}`)).body.items).toEqual([]);
  });

  it('leaves a step that stopped a hire out, does it again, and refuses what cannot be', async () => {
    const connectionId = await bench.aConnection();
    const { applicationId } = await bench.aHiredApplication({ resume: false });
    const fields = { hireDate: '2027-01-04', jobTitle: 'A Title Nobody Has' };
    // While the lists cannot be read, only BambooHR itself can say that it does not know a title.
    await bench.fault('GET /v1/meta/lists', 'status_500');
    const given = { applicationId, connectionId, fields };
    const { body: draft } = await call('POST', '/hires', given);
    const id = String(draft.id);
    expect(draft).toMatchObject({ state: 'draft', unchecked: false });
    await bench.fault('GET /v1/meta/lists', 'status_500', 2);
    expect(await call('POST', `/hires/${id}/send`)).toMatchObject({
      status: 409,
      body: { code: 'hires.not_checked' },
    });
    await call('PATCH', `/hires/${id}`, { unchecked: true });
    await bench.fault('GET /v1/meta/lists', 'status_500');
    expect(await call('POST', `/hires/${id}/send`)).toMatchObject({ body: { state: 'queued' } });
    await bench.until(id, 'needs_attention');
    const steps = `/hires/${id}/steps`;
    const reason = { reason: 'By hand.' };
    expect(await call('POST', `${steps}/job_info/skip`, {})).toMatchObject({ status: 422 });
    expect(await call('POST', `${steps}/nonsense/skip`, reason)).toMatchObject({ status: 422 });
    expect(await call('POST', `${steps}/compensation/skip`, reason)).toMatchObject({
      status: 404,
      body: { code: 'hires.step_not_found' },
    });
    expect(await call('POST', `${steps}/create/skip`, reason)).toMatchObject({
      status: 409,
      body: { code: 'hires.step_closed' },
    });
    expect(await call('POST', `${steps}/job_info/retry`)).toMatchObject({
      status: 200,
      body: { state: 'queued', attempt: 2 },
    });
    await bench.until(id, 'needs_attention');
    expect(await call('POST', `${steps}/job_info/skip`, reason)).toMatchObject({ status: 200 });
    await bench.until(id, 'done');
  });

  it('tells whoever sees hires where they can go, and nothing else of the connections', async () => {
    const connectionId = await bench.aConnection();
    const nothing = builtinLevels.no_access?.definition;
    if (nothing === undefined) throw new Error('the built-in level without access is missing');
    const asLevel = async (hires: 'none' | 'view') => {
      const definition = { ...nothing, hiring: { ...nothing.hiring, hires } };
      const { id } = await createAccessLevel(bench.context, bench.owner, {
        name: `Hires ${hires}`,
        definition,
      });
      return (await aPerson(bench.context, bench.owner, { level: id })).apiKey();
    };
    const seeing = await call('GET', '/hires/accounts', undefined, {}, await asLevel('view'));
    expect(seeing.body.items).toContainEqual({
      ...{ id: connectionId, name: expect.any(String), provider: 'bamboohr', enabled: true },
    });
    expect(await call('GET', '/hires/accounts', undefined, {}, await asLevel('none'))).toMatchObject({
      status: 403,
    });
  });

  it('answers another company as if nothing of it existed', async () => {
    const connectionId = await bench.aConnection();
    const { applicationId } = await bench.aHiredApplication();
    const hire = await bench.request({ applicationId, connectionId });
    const { owner } = await bench.aCompany();
    const stranger = await aKey(bench.context, owner);
    const paths = [`/hires/${hire.id}`, `/connections/${connectionId}`];
    for (const path of paths) {
      const unknown = await call('GET', path.replace(/[^_]+$/, 'nobody'), undefined, {}, stranger);
      const { status, body } = await call('GET', path, undefined, {}, stranger);
      expect({ status, code: body.code, title: body.title }).toEqual({
        status: 404,
        code: unknown.body.code,
        title: unknown.body.title,
      });
    }
    await bench.until(hire.id, 'done');
  });
});
