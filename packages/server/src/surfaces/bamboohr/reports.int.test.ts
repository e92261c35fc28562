import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, createCaller } from './conformance/caller.ts';
import { startTestServer, type TestServer } from './testing/server.ts';

let server: TestServer;
let full: Caller;

beforeAll(async () => {
  server = await startTestServer();
  const { apiKey } = await server.sandbox('acme', 1200);
  full = createCaller({ baseUrl: `${server.origin}/api/gateway.php/acme`, apiKey });
});
afterAll(() => server.close());

describe('a report of more people than a page', () => {
  it.each(['json', 'xml', 'csv', 'xls', 'pdf'])('comes whole as %s', async (format) => {
    const reply = await full.postJson(`reports/custom?format=${format}`, {
      title: 'All',
      fields: ['firstName', 'jobTitle', 'supervisor', 'payRate', 'lastChanged'],
    });
    expect(reply.status).toBe(200);
    expect(reply.bytes.length).toBeGreaterThan(10_000);
  });
});
