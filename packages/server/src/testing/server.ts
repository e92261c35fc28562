// The whole HTTP server on a free port and a fresh database, for tests that come in over HTTP.
import type { AddressInfo } from 'node:net';
import { sendHireWorkflow } from '../modules/hires/send-hire.workflow.ts';
import { sendProviderWriteWorkflow } from '../modules/provider-writes/send-provider-write.workflow.ts';
import { buildSurfaces } from '../surfaces/surfaces.ts';
import { createTestContext, type TestContext } from './context.ts';

export interface TestServer extends TestContext {
  url: string;
}

/** Serves all surfaces; the engine runs only if asked to. */
export async function startTestServer({ worker = false } = {}): Promise<TestServer> {
  const test = await createTestContext();
  if (worker) {
    test.context.engine.registerWorkflow(sendHireWorkflow(test.context));
    test.context.engine.registerWorkflow(sendProviderWriteWorkflow(test.context));
  }
  const http = await buildSurfaces(test.context, { isReady: () => true });
  await http.listen({ host: '127.0.0.1', port: 0 });
  const { port } = http.server.address() as AddressInfo;
  test.listensOn(port);
  if (worker) await test.context.engine.start({ worker: true });
  return {
    ...test,
    url: `http://localhost:${port}`,
    close: async () => {
      await http.close();
      await test.close();
    },
  };
}
