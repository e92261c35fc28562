// The product with its demo, for one journey: started on a copy of what the first start left (first-start.ts).
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { makeFolder, type StartedServer, startIn } from './start.ts';

export type { StartedServer } from './start.ts';

/** Starts a server with its demo and waits until it is ready. */
export async function startServer(): Promise<StartedServer> {
  const dataDir = await makeFolder();
  // PostgreSQL's files stay with whom they belong to.
  await promisify(execFile)('cp', ['-a', `${inject('firstStart')}/.`, dataDir]);
  return startIn(dataDir);
}
