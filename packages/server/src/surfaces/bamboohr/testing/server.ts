// The whole server on a real port, with sandbox companies, for this surface's integration tests.
import { createSandbox, type Sandbox } from '../../../modules/sandboxes/sandboxes.service.ts';
import { type TestServer as Server, startTestServer as startServer } from '../../../testing/server.ts';

export interface TestServer extends Server {
  port: number;
  /** `http://127.0.0.1:port` */
  origin: string;
  sandbox(slug: string, employees: number): Promise<Sandbox>;
}

export async function startTestServer(): Promise<TestServer> {
  const server = await startServer();
  const port = Number(new URL(server.url).port);
  return {
    ...server,
    port,
    origin: `http://127.0.0.1:${port}`,
    sandbox: (slug, employees) => createSandbox(server.context, { slug, name: slug, employees }),
  };
}
