import { execFileSync } from 'node:child_process';
import { median } from '../lib/record.ts';

const program = `
const before = performance.now();
await import(process.argv[1]);
process.stdout.write(String(performance.now() - before));
process.exit(0);
`;

/** Milliseconds that a fresh process takes to import each file, in the median. In turns, so that all meet the same weather. */
export function timeImports(files: ReadonlyMap<string, string>, rounds: number): Map<string, number> {
  const times = new Map([...files.keys()].map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, file] of files) times.get(name)?.push(timeImport(file));
  return new Map([...times].map(([name, all]) => [name, median(all)]));
}

function timeImport(file: string): number {
  const args = ['--disable-warning=DEP0040', '--input-type=module', '--eval', program, file];
  // Neither flags nor a compile cache of the bench.
  const env = { PATH: process.env.PATH };
  return Number(execFileSync(process.execPath, args, { env, encoding: 'utf8' }));
}
