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

// Most of them keep one core busy, and each is told when it ends.
const together = 2;

/** Returns the names of the checks that failed; each one's output is printed when it fails. */
export async function runChecks(node) {
  const failed = [];
  const left = [...checks];
  const work = async () => {
    for (let check = left.shift(); check !== undefined; check = left.shift())
      if (!(await runCheck(node, check))) failed.push(check.name);
  };
  await Promise.all(Array.from({ length: together }, work));
  return { failed, passed: checks.length - failed.length };
}

async function runCheck(node, { name, args }) {
  const startedAt = performance.now();
  const { status, output } = await run(node, args, { capture: true });
  const isOk = status === 0;
  process.stdout.write(`${isOk ? 'ok  ' : 'FAIL'}  ${name} (${seconds(startedAt)})\n`);
  if (!isOk) process.stdout.write(`${output.trimEnd()}\n\n`);
  return isOk;
}
