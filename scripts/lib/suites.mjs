// Runs Vitest and adds up what it did.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, sourceArguments } from './bootstrap.mjs';

export async function runVitest(node, args, env = process.env) {
  const folder = mkdtempSync(join(tmpdir(), 'joinery-results-'));
  const file = join(folder, 'results.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const program = [...sourceArguments, 'node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args];
  const { status } = await run(node, program, { env });
  const counts = readCounts(file);
  rmSync(folder, { recursive: true });
  // A file that does not load, or an error outside of any test, has no failed test to show for it.
  return { ...counts, failed: Math.max(counts.failed, status === 0 ? 0 : 1) };
}

function readCounts(file) {
  try {
    const { testResults } = JSON.parse(readFileSync(file, 'utf8'));
    const tests = testResults.flatMap((one) => one.assertionResults);
    const unloaded = testResults.filter(
      (one) => one.status === 'failed' && one.assertionResults.length === 0,
    );
    const passed = tests.filter((one) => one.status === 'passed').length;
    const failed = tests.filter((one) => one.status === 'failed').length;
    return { passed, failed: failed + unloaded.length, skipped: tests.length - passed - failed };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
