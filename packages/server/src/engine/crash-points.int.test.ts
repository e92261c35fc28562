import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const program = (setting: string) => `
  import { openCrashPoints } from ${JSON.stringify(new URL('./crash-points.ts', import.meta.url).href)};
  const reach = openCrashPoints(${setting});
  for (const name of ['hires.after_create_sent', 'send-hire/create:done', 'send-hire/create:done']) {
    reach(name);
    console.log(name);
  }`;

function passes(setting: string) {
  const args = ['--input-type=module-typescript', '--eval', program(setting)];
  const { stdout, signal } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { passed: stdout.split('\n').filter((line) => line !== '').length, signal };
}

describe('a crash point', () => {
  it('kills the process before the next statement', { timeout: 20_000 }, () => {
    expect(passes("'send-hire/create:done'")).toEqual({ passed: 1, signal: 'SIGKILL' });
  });

  it('can wait for a later pass', { timeout: 20_000 }, () => {
    expect(passes("'send-hire/create:done#2'")).toEqual({ passed: 2, signal: 'SIGKILL' });
  });

  it('may be named in a file, while the process runs', { timeout: 20_000 }, () => {
    const file = join(mkdtempSync(join(tmpdir(), 'joinery-test-')), 'crash-point');
    const setting = JSON.stringify(`@${file}`);
    expect(passes(setting)).toEqual({ passed: 3, signal: null });
    writeFileSync(file, 'send-hire/create:done');
    expect(passes(setting)).toEqual({ passed: 1, signal: 'SIGKILL' });
    rmSync(dirname(file), { recursive: true });
  });

  it('does nothing when it is not the one, or none is set', { timeout: 20_000 }, () => {
    expect(passes("'send-hire/create:recorded'")).toEqual({ passed: 3, signal: null });
    expect(passes('undefined')).toEqual({ passed: 3, signal: null });
  });
});
