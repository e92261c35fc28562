import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinTransaction } from '../../db/join.ts';
import { createTestContext, type TestContext } from '../../testing/context.ts';
import { takeNumbers } from './counters.service.ts';

let test: TestContext;
beforeAll(async () => {
  test = await createTestContext();
});
afterAll(() => test.close());

describe('numbers of a company', () => {
  it('begin at the same number in each and do not tell what others do', async () => {
    const [one, other] = [await test.aCompany(), await test.aCompany()];
    const take = (id: string, count: number) => takeNumbers(test.context, id, { jobs: count });
    expect(await take(one.company.id, 3)).toEqual({ jobs: 18 });
    expect(await take(other.company.id, 1)).toEqual({ jobs: 18 });
    expect(await take(one.company.id, 1)).toEqual({ jobs: 21 });
  });

  it('are each given once to those who take at the same time, in whatever order they name them', async () => {
    const { company } = await test.aCompany();
    const taken = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        takeNumbers(
          test.context,
          company.id,
          index % 2 === 0 ? { candidates: 1, applications: 1 } : { applications: 1, candidates: 1 },
        ),
      ),
    );
    const numbers = taken.map(({ candidates }) => candidates).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 40 }, (_, index) => 100 + index));
  });

  it('do not make what they are taken for any less durable when it is one transaction', async () => {
    const { company } = await test.aCompany();
    const { db } = test.context;
    const setting = await db.inCompany(company.id, async (tx) => {
      await sql`set local synchronous_commit to on`.execute(tx);
      await takeNumbers({ db: joinTransaction(db, company.id, tx) }, company.id, { candidates: 1 });
      const { rows } = await sql<{ is: string }>`select current_setting('synchronous_commit') as is`.execute(
        tx,
      );
      return rows[0]?.is;
    });
    expect(setting).toBe('on');
  });

  it('are taken while another transaction of the company is still open', async () => {
    const { company } = await test.aCompany();
    await takeNumbers(test.context, company.id, { candidates: 1 });
    await test.context.db.inCompany(company.id, async (tx) => {
      await sql`select 1 from companies where id = ${company.id} for share`.execute(tx);
      expect(await takeNumbers(test.context, company.id, { candidates: 1 })).toEqual({ candidates: 101 });
    });
  });
});
