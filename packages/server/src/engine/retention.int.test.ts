import { DBOSClient } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { quietLog } from './dbos-log.ts';
import { removeFinished } from './retention.ts';

let database: TestDatabase;
let owner: pg.Pool;
let client: DBOSClient;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = new pg.Pool(database.connection);
  client = await DBOSClient.create({
    systemDatabaseUrl: 'postgresql://pool@pool/pool',
    systemDatabasePool: owner,
    logger: quietLog(),
  });
});
afterAll(async () => {
  await client.destroy();
  await owner.end();
  await database.drop();
});

const day = 86_400_000;
const now = Date.UTC(2026, 5, 1);

async function aRun(id: string, status: string, finishedDaysAgo?: number): Promise<void> {
  await owner.query(
    `insert into dbos.workflow_status (workflow_uuid, status, name, application_name, completed_at)
     values ($1, $2, 'w', 'joinery', $3)`,
    [id, status, finishedDaysAgo === undefined ? null : now - finishedDaysAgo * day],
  );
  await owner.query('insert into dbos.workflow_input (workflow_uuid, inputs) values ($1, $2)', [id, '[]']);
  await owner.query(
    `insert into dbos.operation_outputs (workflow_uuid, function_id, function_name, output) values ($1, 0, 's', '1')`,
    [id],
  );
}

it('removes what finished long ago with all that was recorded, and keeps all that may still run', async () => {
  await aRun('done', 'SUCCESS', 31);
  await aRun('failed', 'ERROR', 31);
  await aRun('cancelled', 'CANCELLED', 400);
  await aRun('recent', 'SUCCESS', 29);
  await aRun('waiting', 'PENDING');
  await aRun('queued', 'ENQUEUED');
  for (let i = 0; i < 520; i += 1) await aRun(`many-${i}`, 'SUCCESS', 40);

  expect(await removeFinished(client, new Date(now - 30 * day))).toBe(523);

  for (const table of ['workflow_status', 'workflow_input', 'operation_outputs']) {
    const left = await owner.query<{ id: string }>(
      `select workflow_uuid as id from dbos.${table} order by 1`,
    );
    expect(left.rows.map((row) => row.id)).toEqual(['queued', 'recent', 'waiting']);
  }
});
