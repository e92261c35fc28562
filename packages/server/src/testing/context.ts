// A context on a fresh database, for integration tests of services and surfaces.
import { createTestDatabase } from './database.ts';
import { type EgressChange, openOwnContext, type TestContext } from './own-context.ts';

export type { TestContext } from './own-context.ts';

export async function createTestContext({ egress }: { egress?: EgressChange } = {}): Promise<TestContext> {
  const database = await createTestDatabase();
  const test = openOwnContext(database.connection, egress);
  return {
    ...test,
    close: async () => {
      await test.close();
      await database.drop();
    },
  };
}
