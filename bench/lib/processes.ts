// The processes of a bench. Whatever happens, all of them are ended with it.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const running = new Set<ChildProcess>();

export function script(file: URL, args: string[] = []): ChildProcess {
  return keep(fork(file, args, { execArgv: process.execArgv }));
}

export function program(command: string, args: string[], options: object = {}): ChildProcess {
  return keep(spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options }));
}

function keep(process: ChildProcess): ChildProcess {
  running.add(process);
  process.once('exit', () => running.delete(process));
  return process;
}

/** What the process says first. */
export function said<T>(process: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    process.once('message', (message) => resolve(message as T));
    process.once('exit', (code) => reject(new Error(`A process of the bench ended with ${code}.`)));
  });
}

export async function finished(process: ChildProcess): Promise<void> {
  process.stdout?.resume();
  const [code] = process.exitCode === null ? await once(process, 'exit') : [process.exitCode];
  if (code !== 0) throw new Error(`${process.spawnargs.join(' ')} ended with ${code}.`);
}

/** Ends them in order of their start. Node's own processes end with status 0 when asked to. */
export async function stop(...processes: ChildProcess[]): Promise<void> {
  for (const process of processes) {
    if (process.exitCode !== null || process.signalCode !== null) continue;
    const gone = once(process, 'exit');
    process.kill('SIGTERM');
    await gone;
  }
}

export function stopAll(): Promise<void> {
  return stop(...running);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

export async function untilAnswers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await delay(100);
  }
  throw new Error(`${url} does not answer.`);
}

/** From the kernel's account of a process, such as `VmHWM`: the most memory it ever held. */
export function megabytes({ pid }: ChildProcess, line: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`^${line}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024);
}
