// One freeze that meets a hire at each kind of moment; two hundred: npm run bench -- hire-freezes.
import { expect, it } from 'vitest';
import { createTestDatabase } from '../../testing/database.ts';
import { runHireFreezes } from '../../testing/hire-freezes.ts';

it('a server that was frozen in the middle of writes sends nothing when it is woken', async () => {
  const [ours, theirs] = [await createTestDatabase(), await createTestDatabase()];
  const figures = await runHireFreezes(
    { ours: ours.connection, theirs: theirs.connection },
    {
      tries: 3,
      rounds: [
        [
          { write: 'create', at: 'looked' },
          { write: 'create', at: 'gate' },
          { write: 'job_info', at: 'gate' },
          { write: 'employment_status', at: 'lost' },
          { write: 'create', at: 'answered' },
          { write: 'create', at: 'sending' },
        ],
      ],
    },
  );
  expect(figures).toMatchObject({ left: 0, sentByWoken: [], extra: [], doneTwice: [], lost: [] });
  expect(figures.tries).toBeGreaterThanOrEqual(3);
  await ours.drop();
  await theirs.drop();
});
