// Runs Vitest and adds up what it did.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root, run, sourceArguments } from './bootstrap.mjs';

/** With `capture`, what it prints comes back as `output`. */
export async function runVitest(node, args, { capture = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'joinery-results-'));
  const file = join(folder, 'results.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const program = [...sourceArguments, 'node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args];
  const { status, output } = await run(node, program, { capture });
  const counts = readCounts(file);
  rmSync(folder, { recursive: true });
  // An error outside of all files has no failed file to show for it.
  return { ...counts, output, failed: Math.max(counts.failed, status === 0 ? 0 : 1) };
}

function readCounts(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    return { ...countResults(report), slowest: slowestFiles(report, root) };
  } catch {
    return { passed: 0, failed: 1, skipped: 0, reasons: [] };
  }
}

/** Counts of a report of Vitest, and why tests were skipped, each reason once. */
export function countResults({ testResults }) {
  const tests = testResults.flatMap((one) => one.assertionResults);
  const passed = tests.filter((one) => one.status === 'passed').length;
  const failed = tests.filter((one) => one.status === 'failed').length;
  // A file that does not load or set up has no failed test to show for it.
  const broken = testResults.filter(
    (one) => one.status === 'failed' && one.assertionResults.every((test) => test.status !== 'failed'),
  );
  const skipped = tests.filter((one) => !['passed', 'failed'].includes(one.status));
  const reasons = [...new Set(skipped.map(({ fullName }) => reasonIn(fullName)))];
  return { passed, failed: failed + broken.length, skipped: skipped.length, reasons };
}

/** The files that took longest, longest first, with their seconds; so that growth is seen. */
export function slowestFiles({ testResults }, folder, count = 15) {
  return testResults
    .map(({ name, startTime, endTime }) => ({
      file: relative(folder, name),
      seconds: Math.round((endTime - startTime) / 1000),
    }))
    .sort((one, other) => other.seconds - one.seconds)
    .slice(0, count);
}

/** A test that may be skipped says why in its name, or in that of a group around it. */
function reasonIn(fullName) {
  return /\(skipped: (.+?)\)(?: |$)/.exec(fullName)?.[1] ?? `“${fullName}” does not say why`;
}
