// The built product as a person starts it: `npm start`'s script, a data folder, a free port.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const readyWithinMs = 180_000;
const stopWithinMs = 15_000;

export interface FirstRun {
  console: { url: string; email: string; password: string };
  companies: { demo: { apiKey: string }; acme: { apiKey: string; baseUrl: string } };
}

export interface StartedServer {
  url: string;
  firstRun: FirstRun;
  /** Runs the `joinery` command beside the server. */
  command(...args: string[]): Promise<string>;
  stop(): Promise<void>;
}

export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'joinery-journey-'));
  // Started by root, PostgreSQL runs as somebody else and has to reach its folder in here.
  await chmod(folder, 0o755);
  return folder;
}

/** Starts a server and waits until it is ready. The folder goes with it, unless it is kept. */
export async function startIn(dataDir: string, { keep = false } = {}): Promise<StartedServer> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = { ...process.env, JOINERY_PORT: String(port), JOINERY_DATA_DIR: dataDir };
  const child = spawn(process.execPath, ['scripts/start.mjs'], { cwd: root, env });
  const output = collectOutput(child);
  const stop = async () => {
    await stopChild(child);
    if (!keep) await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    await untilReady(url, child, output);
    const firstRun = await readFirstRun(dataDir, url);
    const command = (...args: string[]) => runCommand(env, args);
    return { url, firstRun, command, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the first start said, at the address of this one. */
async function readFirstRun(dataDir: string, url: string): Promise<FirstRun> {
  const said = await readFile(join(dataDir, 'first-run.json'), 'utf8');
  const { console: signIn } = JSON.parse(said) as FirstRun;
  return JSON.parse(said.replaceAll(signIn.url, url)) as FirstRun;
}

async function runCommand(env: NodeJS.ProcessEnv, args: string[]): Promise<string> {
  const child = spawn(process.execPath, ['scripts/joinery.mjs', ...args], { cwd: root, env });
  const output = collectOutput(child);
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`joinery ${args.join(' ')} ended with ${code}:\n${output()}`);
  return output();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

function collectOutput(child: ChildProcess): () => string {
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => parts.push(text));
  }
  return () => parts.join('').slice(-4000);
}

async function untilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${output()}`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return;
    await sleep(200);
  }
  throw new Error(`The server was not ready within ${readyWithinMs} ms:\n${output()}`);
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await Promise.race([ended, sleep(stopWithinMs, undefined, { ref: false })]);
  if (child.exitCode === null) child.kill('SIGKILL');
}
