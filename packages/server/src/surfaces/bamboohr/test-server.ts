// A real server on a real port with the pipeline and this surface, for integration tests.
import Fastify from 'fastify';
import { createSandbox, type Sandbox } from '../../modules/sandboxes/sandboxes.service.ts';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { installPipeline, serverOptions } from '../pipeline.ts';
import { bamboohrSurface } from './surface.ts';

export interface TestServer extends TestContext {
  port: number;
  /** `http://127.0.0.1:port` */
  origin: string;
  sandbox(slug: string, employees: number): Promise<Sandbox>;
}

export async function startTestServer(): Promise<TestServer> {
  const test = await createTestContext();
  const http = Fastify(serverOptions(test.context));
  installPipeline(http, test.context);
  await http.register(bamboohrSurface(test.context));
  const origin = await http.listen({ port: 0, host: '127.0.0.1' });
  const port = Number(new URL(origin).port);
  test.listensOn(port);
  return {
    ...test,
    port,
    origin,
    sandbox: (slug, employees) => createSandbox(test.context, { slug, name: slug, employees }),
    close: async () => {
      await http.close();
      await test.close();
    },
  };
}
