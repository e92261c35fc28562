// A worker process of its own, for the suite to kill, freeze and wake.
import { flushCompileCache } from 'node:module';
import { createLog } from '../../platform/log.ts';
import { createEngine } from '../index.ts';
import type { WorkerSpec } from './harness.ts';
import { openJournal } from './journal.ts';
import { conformanceQueues, openWorkflows } from './workflows.ts';

const spec = JSON.parse(process.argv[2] ?? '{}') as WorkerSpec;
const db = openJournal(spec.connection, spec.name);
const engine = createEngine({
  connection: spec.connection,
  // Standard output is the line to the suite.
  log: createLog({ level: 'info', destination: process.stderr }),
  processName: spec.name,
  crashPoint: spec.crashPoint,
  maxConnections: 9,
  queues: conformanceQueues,
  timing: spec.timing ?? {},
});
const { tick, ...workflows } = openWorkflows(db);
for (const workflow of Object.values(workflows)) engine.registerWorkflow(workflow);
if (spec.ticks === true) engine.schedule(tick);
await engine.start({ worker: true });
flushCompileCache();
process.stdout.write('ready\n');

process.stdin.once('data', async () => {
  await engine.stop();
  await db.close();
  process.exit(0);
});
