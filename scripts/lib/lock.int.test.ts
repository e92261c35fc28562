import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const module = new URL('./lock.mjs', import.meta.url).href;
const program = `
  import { appendFileSync } from 'node:fs';
  import { withLock } from ${JSON.stringify(module)};
  const [lock, journal] = process.argv.slice(1);
  await withLock(lock, 'waiting', async () => {
    appendFileSync(journal, 'in ');
    await new Promise((resolve) => setTimeout(resolve, 50));
    appendFileSync(journal, 'out ');
  });`;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'joinery-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function enter(folder: string): Promise<void> {
  const args = ['--input-type=module', '-e', program, join(folder, 'lock'), join(folder, 'journal')];
  const [status] = await once(spawn(process.execPath, args), 'exit');
  expect(status).toBe(0);
}

it('lets one process in at a time', async () => {
  const folder = temporaryFolder();
  await Promise.all([enter(folder), enter(folder), enter(folder), enter(folder)]);
  expect(readFileSync(join(folder, 'journal'), 'utf8')).toBe('in out '.repeat(4));
});

it('takes the lock of a dead process', async () => {
  const folder = temporaryFolder();
  const { pid } = spawnSync(process.execPath, ['--version']);
  mkdirSync(join(folder, 'lock'));
  writeFileSync(join(folder, 'lock', 'holder'), `${pid} ${join(folder, 'lock.gone')}`);
  await enter(folder);
  expect(readFileSync(join(folder, 'journal'), 'utf8')).toBe('in out ');
});
