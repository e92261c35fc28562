// The checks of npm run check, cheapest first. All run, so that one look shows every failure.
import { run, seconds, sourceArguments } from './bootstrap.mjs';

const bin = (path) => [`node_modules/${path}`];
const script = (name, ...args) => [...sourceArguments, `scripts/${name}.ts`, ...args];

const checks = [
  { name: 'format and lint', args: [...bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'] },
  { name: 'types', args: [...bin('typescript/bin/tsc'), '-p', '.'] },
  { name: 'types of the console', args: [...bin('typescript/bin/tsc'), '-p', 'packages/console'] },
  { name: 'import boundaries', args: script('check-boundaries') },
  { name: 'tables of codes and events', args: script('check-tables') },
  { name: 'operations of the client', args: script('check-client-operations') },
  { name: 'places of planted bugs', args: [...sourceArguments, 'bench/planted-bugs.ts', '--list'] },
  { name: 'generated files', args: ['scripts/gen.mjs', '--check'] },
  { name: 'unused code and dependencies', args: bin('knip/bin/knip.js') },
];

/** Returns the names of the checks that failed; each one's output is printed when it fails. */
export async function runChecks(node) {
  const failed = [];
  for (const { name, args } of checks) {
    const startedAt = performance.now();
    const { status, output } = await run(node, args, { capture: true });
    if (status !== 0) failed.push(name);
    process.stdout.write(`${status === 0 ? 'ok  ' : 'FAIL'}  ${name} (${seconds(startedAt)})\n`);
    if (status !== 0) process.stdout.write(`${output.trimEnd()}\n\n`);
  }
  return { failed, passed: checks.length - failed.length };
}
