import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';

const module = new URL('./lock.mjs', import.meta.url).href;
const program = `
  import { appendFileSync } from 'node:fs';
  import { withLock } from ${JSON.stringify(module)};
  const [lock, journal, holdsMs] = process.argv.slice(1);
  await withLock(lock, 'waiting', async () => {
    appendFileSync(journal, 'in ');
    await new Promise((resolve) => setTimeout(resolve, Number(holdsMs)));
    appendFileSync(journal, 'out ');
  });`;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'joinery-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What a full or closed disk does, which a test run as root cannot have otherwise. */
const refusing = (code: string) => `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  fs.writeFileSync = () => { throw Object.assign(new Error('${code}: refused'), { code: '${code}' }); };
  syncBuiltinESMExports();`;

function start(
  folder: string,
  { before = '', holdsMs = 50 } = {},
): ChildProcessByStdio<null, null, Readable> {
  const preload = `data:text/javascript,${encodeURIComponent(before)}`;
  const args = ['--import', preload, '--input-type=module', '-e', program];
  return spawn(process.execPath, [...args, join(folder, 'lock'), join(folder, 'journal'), String(holdsMs)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

async function enter(folder: string): Promise<void> {
  const [status] = await once(start(folder), 'exit');
  expect(status).toBe(0);
}

it('lets one process in at a time', async () => {
  const folder = temporaryFolder();
  await Promise.all([enter(folder), enter(folder), enter(folder), enter(folder)]);
  expect(readFileSync(join(folder, 'journal'), 'utf8')).toBe('in out '.repeat(4));
});

function leaveLock(folder: string, holder: string): void {
  mkdirSync(join(folder, 'lock'));
  writeFileSync(join(folder, 'lock', 'holder'), holder);
}

const holderOf = (pid: number, stamp: string) => JSON.stringify({ pid, stamp, id: 'left-behind' });

it('takes the lock of a dead process', async () => {
  const folder = temporaryFolder();
  const { pid } = spawnSync(process.execPath, ['--version']);
  leaveLock(folder, holderOf(pid, 'boot/1'));
  await enter(folder);
  expect(readFileSync(join(folder, 'journal'), 'utf8')).toBe('in out ');
});

const isLinux = process.platform === 'linux';
it.runIf(isLinux)(
  `takes the lock of a dead process whose number another one has now${isLinux ? '' : ' (skipped: needs /proc of Linux)'}`,
  async () => {
    const folder = temporaryFolder();
    leaveLock(folder, holderOf(process.pid, 'an-earlier-boot/1'));
    await enter(folder);
    expect(readFileSync(join(folder, 'journal'), 'utf8')).toBe('in out ');
  },
);

it.each([
  ['empty', ''],
  ['cut short', '{"pid": 1'],
])('takes a lock whose holder is %s, as a power failure leaves it', async (_, holder) => {
  const folder = temporaryFolder();
  leaveLock(folder, holder);
  await enter(folder);
  expect(readFileSync(join(folder, 'journal'), 'utf8')).toBe('in out ');
});

it('waits for a living process, and says for which and where', async () => {
  const folder = temporaryFolder();
  const holder = start(folder, { holdsMs: 1_500 });
  while (!existsSync(join(folder, 'journal'))) await delay(20);
  const waiter = start(folder);
  const said = await text(waiter.stderr);
  expect(said).toBe(`joinery: waiting (process ${holder.pid} holds ${join(folder, 'lock')})\n`);
  expect(readFileSync(join(folder, 'journal'), 'utf8')).toBe('in out in out ');
});

it.each([
  ['EACCES', /may not write there: run the command as the owner/],
  ['EROFS', /mounted read-only/],
  ['ENOSPC', /disk is full/],
])('tells the cause and the cure of %s', async (code, cure) => {
  const folder = temporaryFolder();
  const waiter = start(folder, { before: refusing(code) });
  const said = await text(waiter.stderr);
  expect(said).toContain(`The lock ${join(folder, 'lock')} cannot be made: ${code}: refused. `);
  expect(said).toMatch(cure);
  expect(readdirSync(folder)).toEqual([]);
});
