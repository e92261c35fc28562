import { defineConfig } from 'vitest/config';

// One journey after the other: each has a server, a database and a browser of its own.
export default defineConfig({
  resolve: { conditions: ['joinery-source'] },
  ssr: { resolve: { conditions: ['joinery-source'] } },
  test: {
    name: 'journeys',
    include: ['e2e/**/*.e2e.ts'],
    globalSetup: ['e2e/first-start.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
