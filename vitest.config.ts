import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import LongestFirst from './scripts/lib/test-order.ts';

const packages = ['bamboohr', 'connectors', 'sdk'];

// Global setup runs in an environment of Vitest's own that knows no conditions, only aliases.
const shared = {
  resolve: {
    conditions: ['joinery-source'],
    alias: packages.map((name) => ({
      find: new RegExp(`^@joinery/${name}$`),
      replacement: fileURLToPath(new URL(`packages/${name}/src/index.ts`, import.meta.url)),
    })),
  },
  ssr: { resolve: { conditions: ['joinery-source'] } },
};

export default defineConfig({
  ...shared,
  test: {
    // Most of the long tests wait for processes, databases and clocks, not for a core.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          // Pure rules leave nothing behind, and most of their time went into loading what they share.
          isolate: false,
          include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.int.test.ts', '**/node_modules/**', '**/dist/**'],
          testTimeout: 30_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
      {
        ...shared,
        test: {
          name: 'integration',
          include: [
            'packages/*/src/**/*.int.test.ts',
            'scripts/**/*.int.test.ts',
            'examples/**/*.int.test.ts',
          ],
          // Loading the server anew for each file took a third of its time. Files leave nothing behind.
          isolate: false,
          globalSetup: [
            'scripts/lib/demo-setup.mjs',
            'scripts/lib/bundle-setup.mjs',
            'packages/server/src/testing/global-setup.ts',
          ],
          // They end what hangs, and are no goals of speed: the machine does other work beside it.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 60_000 } },
        },
      },
    ],
  },
});
