// Forty keys and a few kills; a thousand and twenty: npm run bench -- idempotency.
import { expect, it } from 'vitest';
import { createTestDatabase } from '../../testing/database.ts';
import { expectedOf, runIntakeKills } from '../../testing/intake-kills.ts';

it('what twenty send at once to two servers that are killed is taken in once', async () => {
  const database = await createTestDatabase();
  const plan = { keys: 40, senders: 20, kills: 2 };
  const figures = await runIntakeKills(database.connection, plan);
  expect(figures.stored).toEqual(expectedOf(plan));
  expect(figures).toMatchObject({ kills: 2, contradicted: 0, unexpected: [] });
  expect(figures.cut).toBeGreaterThan(0);
  await database.drop();
}, 240_000);
