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

const departments = async () =>
  (await client.fields.listLists()).items.find(({ alias }) => alias === 'department');

describe('lists of the native API', () => {
  it('are read, and their options added, renamed and archived', async () => {
    await client.fields.updateList(4, { options: [{ name: ' Zoo ' }] });
    const made = (await departments())?.options.find(({ name }) => name === 'Zoo');
    expect(made).toEqual({ id: expect.any(Number), name: 'Zoo', archived: false, manageable: true });
    const list = await client.fields.updateList(4, {
      options: [{ id: made?.id ?? 0, name: 'Garden', archived: true }],
    });
    expect(list.options.find(({ id }) => id === made?.id)).toMatchObject({ name: 'Garden', archived: true });
  });

  it.each([
    [4, { options: [] }, 422],
    [4, { options: [{}] }, 422],
    [4, { options: [{ name: ' ' }] }, 422],
    [4, { options: [{ id: 999_999_999, name: 'X' }] }, 404],
    [99, { options: [{ name: 'X' }] }, 404],
    [1359, { options: [{ name: 'X' }] }, 403],
  ])('refuse %i with %j by %i', async (number, body, status) => {
    await expect(client.fields.updateList(number, body as never)).rejects.toMatchObject({ status });
  });

  it('are beside what the company tells of itself', async () => {
    const before = await client.company.getProfile();
    const after = await client.company.updateProfile({ phone: '+1 555 0100', address: { city: 'Lindon' } });
    expect(after).toEqual({
      ...before,
      phone: '+1 555 0100',
      address: { ...before.address, city: 'Lindon' },
    });
    await expect(client.company.updateProfile({ displayName: '' })).rejects.toMatchObject({ status: 422 });
  });
});
