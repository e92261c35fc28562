// Runs the suite against any company of any server that speaks the API:
//   node --conditions=joinery-source run.ts BASE_URL [--writes]   with the key in BAMBOOHR_API_KEY
// BASE_URL is everything before /v1. Cases that write are left out unless --writes is given.
import { createCaller } from './caller.ts';
import { suite } from './suite.ts';

const [baseUrl, ...flags] = process.argv.slice(2);
const apiKey = process.env.BAMBOOHR_API_KEY;
if (baseUrl === undefined || apiKey === undefined)
  throw new Error('give the base URL as argument and the key in BAMBOOHR_API_KEY');
const caller = createCaller({ baseUrl: baseUrl.replace(/\/+$/, ''), apiKey });
const mayWrite = flags.includes('--writes');

const counts = { passed: 0, failed: 0, skipped: 0 };
for (const { id, standing, evidence, writes, run } of suite) {
  if (writes && !mayWrite) {
    counts.skipped += 1;
    continue;
  }
  const problem = await run(caller).then(
    () => undefined,
    (error: Error) => error.message.split('\n')[0],
  );
  counts[problem === undefined ? 'passed' : 'failed'] += 1;
  const verdict = problem === undefined ? 'ok    ' : 'FAILED';
  process.stdout.write(
    `${verdict} ${standing.padEnd(8)} ${id} (${evidence})${problem ? `: ${problem}` : ''}\n`,
  );
}
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = counts.failed === 0 ? 0 : 1;
