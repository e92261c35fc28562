// Opens documents that strangers sent, in processes of their own: one that hangs or eats memory
// loses its process, not the server. Each opens one document at a time; they are started when they
// are needed and end when nobody needs them.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type {
  DocumentKind,
  Judgement,
  ReaderAnswer,
  ReaderTask,
  Reading,
  Refused,
  TableReading,
} from './reading.ts';

export const readerLimits = { cpuMs: 10_000, wallMs: 30_000, bytes: 256 * 1024 * 1024 };

const slots = 2;
const idleMs = 60_000;
// Loading the readers is our own time, not the document's: on a busy machine it takes seconds.
const startTimeoutMs = 60_000;
const watchEveryMs = 50;
// A process that has worked for this long is replaced, well before the limit that the system holds.
const retireAfterCpuMs = 120_000;
const systemCpuSeconds = 150;
const tooSlow: Refused = { kind: 'refused', reason: 'too_slow' };

interface Reader {
  child: ChildProcess;
  ready: Promise<void>;
  idle: NodeJS.Timeout | undefined;
}

const idle: Reader[] = [];
const waiting: ((reader: Reader) => void)[] = [];
let running = 0;
let nextId = 1;

/** Whether the bytes are a document of this kind that can be opened. */
export function judgeDocument(kind: DocumentKind, bytes: Uint8Array): Promise<Judgement> {
  return ask<Judgement>('judge', kind, bytes);
}

/** What a document says, and its cleaned copy. */
export function readDocument(kind: DocumentKind, bytes: Uint8Array): Promise<Reading | Refused> {
  return ask<Reading | Refused>('read', kind, bytes);
}

/** What the first sheet of an XLSX file says. */
export function readWorkbook(bytes: Uint8Array): Promise<TableReading | Refused> {
  return ask<TableReading | Refused>('table', 'xlsx', bytes);
}

/** Ends the processes that wait for documents; later calls start new ones. */
export function closeReaders(): void {
  for (const reader of idle.splice(0)) end(reader);
}

async function ask<T>(
  task: ReaderTask['task'],
  kind: ReaderTask['kind'],
  bytes: Uint8Array,
): Promise<T | Refused> {
  // A process may be ended by others, as the system does that runs out of memory: only a document
  // that costs two of them is to blame for it.
  for (let tries = 1; ; tries += 1) {
    const reader = await takeReader();
    try {
      await reader.ready;
    } catch (error) {
      end(reader);
      throw error;
    }
    const answer = await perform(reader, { id: nextId++, task, kind, bytes });
    if (typeof answer === 'string' || answer.cpuMs > retireAfterCpuMs) end(reader);
    else giveBack(reader);
    if (answer === 'over' || (answer === 'gone' && tries > 1)) return tooSlow;
    if (answer !== 'gone') return answer.result as T;
  }
}

async function takeReader(): Promise<Reader> {
  const free = idle.pop();
  if (free !== undefined) {
    clearTimeout(free.idle);
    hold(free.child, true);
    return free;
  }
  if (running >= slots) return new Promise((resolve) => waiting.push(resolve));
  running += 1;
  return start();
}

function giveBack(reader: Reader): void {
  const next = waiting.shift();
  if (next !== undefined) {
    next(reader);
    return;
  }
  hold(reader.child, false);
  reader.idle = setTimeout(() => {
    const at = idle.indexOf(reader);
    if (at === -1) return;
    idle.splice(at, 1);
    end(reader);
  }, idleMs).unref();
  idle.push(reader);
}

function end(reader: Reader): void {
  clearTimeout(reader.idle);
  reader.child.kill('SIGKILL');
  running -= 1;
  const next = waiting.shift();
  if (next === undefined) return;
  running += 1;
  void start().then(next);
}

// A process that waits does not keep this one alive.
function hold(child: ChildProcess, held: boolean): void {
  for (const part of [child, child.channel]) {
    if (held) part?.ref();
    else part?.unref();
  }
}

/** `over` when the document took more than it may, `gone` when its process ended by itself. */
async function perform({ child }: Reader, task: ReaderTask): Promise<ReaderAnswer | 'over' | 'gone'> {
  const { promise, resolve } = Promise.withResolvers<ReaderAnswer | 'over' | 'gone'>();
  const hear = (answer: ReaderAnswer): void => {
    if (answer.id === task.id) resolve(answer);
  };
  const lost = (): void => resolve('gone');
  const startedAt = performance.now();
  const cpuBefore = usageOf(child.pid)?.cpuMs ?? 0;
  const watch = setInterval(() => {
    const usage = usageOf(child.pid);
    const isOver =
      performance.now() - startedAt > readerLimits.wallMs ||
      (usage !== undefined &&
        (usage.cpuMs - cpuBefore > readerLimits.cpuMs || usage.bytes > readerLimits.bytes));
    if (isOver) resolve('over');
  }, watchEveryMs);
  child.on('message', hear).on('exit', lost).on('error', lost);
  child.send(task, (error) => {
    if (error !== null) lost();
  });
  try {
    return await promise;
  } finally {
    clearInterval(watch);
    child.off('message', hear).off('exit', lost).off('error', lost);
  }
}

/** What a process has used so far, where the system tells. */
function usageOf(pid: number | undefined): { cpuMs: number; bytes: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // In hundredths of a second and pages of 4 KB, on every Linux that Node runs on.
    return { cpuMs: (Number(fields[11]) + Number(fields[12])) * 10, bytes: Number(fields[21]) * 4096 };
  } catch {
    return undefined;
  }
}

async function start(): Promise<Reader> {
  const [command = '', ...args] = await commandLine();
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    env: {},
    cwd: '/',
  });
  return { child, ready: readinessOf(child), idle: undefined };
}

function readinessOf(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const fail = (): void => reject(new Error('the process that opens documents does not start'));
  const timer = setTimeout(fail, startTimeoutMs);
  child
    .once('message', () => resolve())
    .once('exit', fail)
    .once('error', fail);
  return promise.finally(() => {
    clearTimeout(timer);
    child.off('exit', fail).off('error', fail);
  });
}

async function commandLine(): Promise<string[]> {
  const isSource = import.meta.url.endsWith('.ts');
  const program = fileURLToPath(
    new URL(isSource ? './reader-process.ts' : './reader-process.js', import.meta.url),
  );
  const node = [
    process.execPath,
    '--permission',
    ...readableFolders().map((folder) => `--allow-fs-read=${folder}`),
    '--max-old-space-size=160',
    '--disallow-code-generation-from-strings',
    '--disable-proto=throw',
    '--no-warnings',
    program,
  ];
  if (process.platform === 'win32') return node;
  // Limits that the process cannot lift: no file is written, no image of its memory is kept, and it
  // ends by itself should this one be gone.
  const limits = `ulimit -c 0; ulimit -f 0; ulimit -t ${systemCpuSeconds}; exec "$@"`;
  return ['/bin/sh', '-c', limits, 'sh', ...(await withoutNetwork()), ...node];
}

/** Our own programs, and the packages that they use. */
function readableFolders(): string[] {
  const own = fileURLToPath(new URL('./', import.meta.url));
  const server = fileURLToPath(new URL('../../../package.json', import.meta.url));
  const library = fileURLToPath(import.meta.resolve('unpdf'));
  const packages = library.slice(0, library.lastIndexOf('node_modules') + 'node_modules/'.length);
  return [...new Set([own, server, packages, foundIn(own, 'unpdf') ?? packages])];
}

/** Where a package is looked up: it may be a link to where it is. */
function foundIn(folder: string, name: string): string | undefined {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    const modules = join(at, 'node_modules');
    if (existsSync(join(modules, name))) return `${modules}/`;
  }
  return undefined;
}

const run = promisify(execFile);
let separation: Promise<string[]> | undefined;

// A network of its own, with nothing in it, where the system has such things.
function withoutNetwork(): Promise<string[]> {
  separation ??= (async () => {
    for (const command of [
      ['unshare', '-rn'],
      ['unshare', '-n'],
    ])
      if (await works(command)) return command;
    return [];
  })();
  return separation;
}

async function works([command = '', ...args]: string[]): Promise<boolean> {
  return run(command, [...args, 'true']).then(
    () => true,
    () => false,
  );
}
