// Before all journeys: one first start, which makes the database and the demo. Each journey goes on with a
// copy of what it left.
import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { makeFolder, startIn } from './start.ts';

declare module 'vitest' {
  interface ProvidedContext {
    firstStart: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await makeFolder();
  const server = await startIn(folder, { keep: true });
  await server.stop();
  project.provide('firstStart', folder);
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
