// npm run check: everything that can be judged without running the product.
import { bootstrap, main, Problem } from './lib/bootstrap.mjs';
import { runChecks } from './lib/checks.mjs';

await main(async () => {
  const { failed } = await runChecks(await bootstrap());
  if (failed.length > 0) throw new Problem(`failed: ${failed.join(', ')}`);
});
