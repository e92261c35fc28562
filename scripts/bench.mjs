// npm run bench -- NAME [--quick] [--json]: runs bench/NAME.ts; without a NAME lists them.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap, main, Problem, root, run, sourceArguments } from './lib/bootstrap.mjs';

await main(async () => {
  const names = readdirSync(join(root, 'bench'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.replace('.ts', ''));
  const [name, ...rest] = process.argv.slice(2);
  if (name === undefined) {
    process.stdout.write(
      `npm run bench -- NAME [--quick] [--json]\n\n${names.map((one) => `  ${one}\n`).join('')}`,
    );
    return 0;
  }
  if (!names.includes(name))
    throw new Problem(`There is no bench "${name}". There are: ${names.join(', ')}.`);
  const node = await bootstrap();
  return (await run(node, [...sourceArguments, `bench/${name}.ts`, ...rest])).status;
});
