// An account that changes while everybody in it is read: what came does not add up, and is read again.
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MirrorBench, startMirrorBench } from '../../testing/mirror-bench.ts';
import { insertFields } from '../fields/fields.repository.ts';
import type { FieldDefinition } from '../fields/standard-fields.ts';
import { removeFaults } from '../sandboxes/sandbox-faults.service.ts';
import { cancelSync, startSync } from './syncs.service.ts';

const report = 'POST /v1/reports/custom';
const datasetPage = 'POST /v2/datasets/{datasetName}/data';
// Pages of the dataset do not have them.
const onlyInReports = ['hoursPerPayCycle', '1502', '4332', 'vaccinationStatus', 'vaccineReceived', 'amount'];

let bench: MirrorBench;
beforeAll(async () => {
  bench = await startMirrorBench({ employees: 20 });
  await bench.begin({ tables: ['jobInfo'], leaveOut: onlyInReports });
});
beforeEach(async () => {
  await removeFaults(bench.context, bench.source);
  await bench.calls();
});
afterAll(() => bench.close());

const atSource = (query: ReturnType<typeof sql>) =>
  bench.context.db.inCompany(bench.source.companyId, (tx) => query.execute(tx));
const restarts = async (id: string) =>
  (await bench.select<{ restarts: number }>(sql`select restarts from syncs where id = ${id}`))[0]?.restarts;
const callsOf = async (operation: string) =>
  (await bench.calls()).filter((call) => call.operation === operation).length;

describe('pages of people', () => {
  it('that show fewer than were announced are begun again', async () => {
    const { context, owner, connectionId } = bench;
    // More than a page: when the first was read, the last eight change their place, so that eight come twice.
    await atSource(sql`insert into employees (id, company_id, number, "values")
      select 'emp_' || n, (select company_id from employees limit 1), 2000000 + n,
        jsonb_build_object('firstName', 'Number', 'lastName', n::text)
      from generate_series(1, 990) as n`);
    await bench.fault(report, 'status_500', { count: 3 });
    await bench.fault(datasetPage, 'hang', { seconds: 2 });
    const { id } = await startSync(context, owner, connectionId, 'full');
    const pages = () =>
      bench.context.db.inCompany(bench.source.companyId, async (tx) => {
        const query = sql`select 1 from sandbox_requests where operation = ${datasetPage}`;
        return (await query.execute(tx)).rows.length;
      });
    await expect.poll(pages).toBe(1);
    await atSource(sql`update employees set number = number - 1000000 where number > 2000982`);
    await expect.poll(() => restarts(id)).toBe(1);
    await cancelSync(context, owner, id);
    await atSource(sql`delete from employees where number > 1000000`);
  });
});

describe('people whose fields take two requests', () => {
  beforeAll(async () => {
    const fields = Array.from({ length: 400 }, (_, at): FieldDefinition => {
      const key = `wide${at}`;
      return {
        key,
        number: String(90_000 + at),
        alias: key,
        name: `Wide ${at}`,
        type: 'text',
        source: { kind: 'value', key },
        listNumber: null,
        readOnly: false,
        required: false,
        deprecated: false,
        sensitive: false,
        listed: true,
        custom: true,
      };
    });
    const { companyId } = bench.source;
    await bench.context.db.inCompany(companyId, (tx) => insertFields(tx, companyId, fields, 1000));
    await bench.select(sql`update connections set discovered_at = null returning id`);
  });

  it('and of whom the second shows half are read again', async () => {
    await bench.fault(report, 'hang', { seconds: 0 });
    await bench.fault(report, 'short_list');
    const sync = await bench.sync('full');
    expect(sync).toMatchObject({ state: 'done', counts: { seen: 20 } });
    expect(await restarts(sync.id)).toBe(1);
    expect(await callsOf(report)).toBe(4);
  });

  it('are not believed when it happens twice', async () => {
    for (const _ of ['first', 'again']) {
      await bench.fault(report, 'hang', { seconds: 0 });
      await bench.fault(report, 'short_list');
    }
    expect(await bench.sync('full')).toMatchObject({
      state: 'failed',
      problem: { code: 'syncs.unstable_answer' },
    });
  });
});
