import { describe, expect, it } from 'vitest';
import { completeLockfile } from './lib/lockfile.ts';

const tool = {
  version: '1.2.3',
  dev: true,
  optionalDependencies: { '@tool/linux-x64-musl': '1.2.3', '@tool/darwin-arm64': '1.2.3' },
};

describe('the lockfile', () => {
  it('gets an entry for a platform that npm left out', () => {
    const before = {
      packages: { 'node_modules/tool': tool, 'node_modules/@tool/darwin-arm64': { version: '1.2.3' } },
    };
    expect(completeLockfile(before).packages).toEqual({
      ...before.packages,
      'node_modules/@tool/linux-x64-musl': {
        version: '1.2.3',
        os: ['linux'],
        cpu: ['x64'],
        libc: ['musl'],
        dev: true,
        optional: true,
      },
    });
  });

  it('stays as it is when a package is locked beside or above its importer', () => {
    const nested = {
      packages: {
        'node_modules/@tool/linux-x64-musl': { version: '1.2.3' },
        'node_modules/a/node_modules/@tool/darwin-arm64': { version: '1.2.3' },
        'node_modules/a/node_modules/tool': tool,
      },
    };
    expect(completeLockfile(nested)).toEqual(nested);
  });

  it('gets nothing for ranges and for names without a platform', () => {
    const loose = { optionalDependencies: { fsevents: '2.3.3', '@tool/linux-x64': '^1.0.0' } };
    expect(completeLockfile({ packages: { 'node_modules/a': loose } }).packages).toEqual({
      'node_modules/a': loose,
    });
  });
});
