// npm test: the checks, all tests, and the browser journeys against what was built.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap, main, root, say, seconds } from './lib/bootstrap.mjs';
import { buildAll } from './lib/builds.mjs';
import { runChecks } from './lib/checks.mjs';
import { findChromium } from './lib/chromium.mjs';
import { runVitest } from './lib/suites.mjs';

async function phase(name, work) {
  const startedAt = performance.now();
  process.stdout.write(`\n=== ${name}\n`);
  const counts = await work();
  const took = seconds(startedAt);
  if (counts.output) process.stdout.write(`\n=== ${name}, done\n${counts.output}\n`);
  return { name, counts, took };
}

async function checks(node) {
  const { passed, failed } = await runChecks(node);
  return { passed, failed: failed.length, skipped: 0 };
}

async function journeys(node, browser) {
  const files = readdirSync(join(root, 'e2e')).filter((name) => name.endsWith('.e2e.ts'));
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  const { path, reason } = await browser;
  if (path === undefined) return { passed: 0, failed: 0, skipped: files.length, reasons: [reason] };
  return runVitest(node, ['--config', 'e2e/vitest.config.ts'], { capture: true });
}

function summarize(phases) {
  process.stdout.write('\n');
  for (const { file, seconds } of phases.flatMap(({ counts }) => counts.slowest ?? []))
    if (seconds >= 10) say(`${String(seconds).padStart(5)} s  ${file}`);
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, counts, took } of phases) {
    const { passed, failed, skipped, reasons = [] } = counts;
    say(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped in ${took}`);
    for (const reason of reasons) say(`  SKIPPED: ${reason}`);
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
  process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

await main(async () => {
  const startedAt = performance.now();
  const node = await bootstrap();
  // Begun first: the download of a browser goes on while the checks and tests compute.
  const browser = findChromium();
  await buildAll(node);
  // Journeys wait for a browser more than they compute, so they go beside the rest.
  const beside = phase('browser journeys, beside the rest', () => journeys(node, browser));
  const phases = [
    await phase('checks', () => checks(node)),
    await phase('unit and integration tests', () => runVitest(node, [])),
    await beside,
  ];
  say(`all of it took ${seconds(startedAt)}`);
  return summarize(phases);
});
