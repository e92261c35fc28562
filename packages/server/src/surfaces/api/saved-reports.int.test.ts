import { createClient, type JoineryClient } from '@joinery/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox } from '../../modules/sandboxes/sandboxes.service.ts';
import { startTestServer, type TestServer } from '../../testing/server.ts';

let server: TestServer;
let client: JoineryClient;

beforeAll(async () => {
  server = await startTestServer();
  const { apiKey } = await createSandbox(server.context, { slug: 'acme', name: 'Acme', employees: 3 });
  client = createClient({ baseUrl: server.url, apiKey });
});
afterAll(() => server.close());

describe('saved reports of the native API', () => {
  it('are made, listed, read and removed', async () => {
    const made = await client.savedReports.create({ name: 'Names', fields: ['firstName', 'lastName'] });
    expect(made).toMatchObject({ name: 'Names', fields: ['firstName', 'lastName'], filter: null, sort: [] });
    expect((await client.savedReports.list()).items).toEqual([made]);
    expect(await client.savedReports.get(made.number)).toEqual(made);
    await client.savedReports.remove(made.number);
    await expect(client.savedReports.get(made.number)).rejects.toMatchObject({ status: 404 });
  });

  it.each([
    { name: '', fields: ['firstName'] },
    { name: 'x', fields: [] },
    { name: 'x', fields: ['shoeSize'] },
    { name: 'x', fields: ['firstName'], more: true },
    { name: 'x', fields: ['firstName'], filter: { match: 'some', conditions: [] } },
  ])('are refused: %j', async (body) => {
    await expect(client.savedReports.create(body as never)).rejects.toMatchObject({ status: 422 });
  });
});
