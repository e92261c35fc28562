import { describe, expect, it } from 'vitest';
import { findViolations } from './check-boundaries.ts';

const server = 'packages/server/src';

function messages(sources: Record<string, string>): string[] {
  return findViolations(sources).map(({ path, line, message }) => `${path}:${line} ${message}`);
}

describe('the import boundaries', () => {
  it('let the path of a line of data through', () => {
    const sources = {
      [`${server}/surfaces/api/jobs.routes.ts`]: "import { list } from '../../modules/jobs/jobs.service.ts';",
      [`${server}/modules/jobs/jobs.service.ts`]: `
        import { find } from './jobs.repository.ts';
        import { emit } from '../../engine/outbox.ts';
        import type { Connector } from '@joinery/connectors';`,
      [`${server}/modules/jobs/jobs.repository.ts`]:
        "import { sql } from 'kysely';\nimport '../../db/database.ts';",
      [`${server}/engine/outbox.ts`]: "import '../platform/clock.ts';",
    };
    expect(messages(sources)).toEqual([]);
  });

  const planted: [string, string, string, RegExp][] = [
    [
      'a package above',
      'packages/sdk/src/a.ts',
      "import { b } from '@joinery/server';",
      /sdk may not import packages\/server/,
    ],
    [
      'the client from the server',
      `${server}/app.ts`,
      "import '@joinery/bamboohr';",
      /server may not import packages\/bamboohr/,
    ],
    [
      'another package by path',
      'packages/console/src/a.ts',
      "import '../../server/src/config.ts';",
      /by path/,
    ],
    [
      'the layer above',
      `${server}/engine/a.ts`,
      "import { x } from '../modules/jobs/jobs.service.ts';",
      /engine may not import modules/,
    ],
    [
      'the layer above, for a type',
      `${server}/db/a.ts`,
      "import type { X } from '../engine/b.ts';",
      /db may not import engine/,
    ],
    [
      'the layer above, late',
      `${server}/db/a.ts`,
      "const x = await import('../surfaces/pipeline.ts');",
      /db may not import surfaces/,
    ],
    [
      'a re-export from above',
      `${server}/platform/a.ts`,
      "export * from '../db/b.ts';",
      /platform may not import db/,
    ],
    [
      'connectors from a surface',
      `${server}/surfaces/api/a.ts`,
      "import '@joinery/connectors';",
      /know connectors/,
    ],
    [
      'another surface',
      `${server}/surfaces/api/a.ts`,
      "import '../bamboohr/index.ts';",
      /nothing of another/,
    ],
    [
      'another module’s repository',
      `${server}/modules/a/a.service.ts`,
      "import '../b/b.repository.ts';",
      /its own module only/,
    ],
    [
      'a provider’s inside',
      'packages/connectors/src/registry.ts',
      "import './bamboohr/schema.ts';",
      /through its index\.ts/,
    ],
    [
      'HTTP in a module',
      `${server}/modules/a/a.service.ts`,
      "import type { FastifyReply } from 'fastify';",
      /no HTTP in modules/,
    ],
    [
      'a socket outside egress',
      `${server}/surfaces/hooks/a.ts`,
      "import { request } from 'undici';",
      /platform\/egress only/,
    ],
    ['fetch outside egress', `${server}/db/a.ts`, "const r = await fetch('https://x');", /no fetch here/],
    [
      'SQL in a service',
      `${server}/modules/a/a.service.ts`,
      "import { type Kysely, sql } from 'kysely';",
      /SQL stands in/,
    ],
    ['SQL in the engine', `${server}/engine/worker.ts`, "import { sql } from 'kysely';", /engine’s SQL/],
    ['the environment', `${server}/platform/log.ts`, 'const level = process.env.LEVEL;', /config\.ts only/],
    [
      'test code in the product',
      `${server}/modules/a/a.ts`,
      "import '../../testing/database.ts';",
      /by tests only/,
    ],
    ['a name that says nothing', `${server}/platform/utils.ts`, '', /says nothing/],
    ['a TODO without an issue', `${server}/platform/a.ts`, '// TODO tidy up', /number of an issue/],
  ];
  it.each(planted)('refuse %s', (_, path, text, message) => {
    expect(messages({ [path]: text })).toEqual([expect.stringMatching(message)]);
  });

  it('refuse a cycle, and name its files', () => {
    const sources = {
      [`${server}/modules/a/a.ts`]: "import { b } from '../b/b.ts';",
      [`${server}/modules/b/b.ts`]: "import { c } from '../c/c.ts';",
      [`${server}/modules/c/c.ts`]: "import { a } from '../a/a.ts';",
    };
    expect(messages(sources)).toEqual([expect.stringMatching(/a\.ts → .*b\.ts → .*c\.ts → .*a\.ts/)]);
  });

  it('do not mind a cycle of types', () => {
    const sources = {
      [`${server}/modules/a/a.ts`]: "import { b } from '../b/b.ts';",
      [`${server}/modules/b/b.ts`]:
        "import type { A } from '../a/a.ts';\nimport { type A2 } from '../a/a.ts';",
    };
    expect(messages(sources)).toEqual([]);
  });

  it('see imports over several lines and not those in comments, strings and tests', () => {
    const path = `${server}/engine/a.ts`;
    expect(messages({ [path]: "import {\n  one,\n  two,\n} from '../modules/a/a.ts';" })).toHaveLength(1);
    expect(messages({ [path]: "// import '../modules/a/a.ts';\n/* import '../modules/a/a.ts' */" })).toEqual(
      [],
    );
    expect(messages({ [path]: 'const text = "process.env";' })).toHaveLength(1);
    expect(messages({ [`${server}/engine/a.test.ts`]: "import '../modules/a/a.ts';" })).toEqual([]);
  });
});
