// Finds a Chromium for the browser journeys; on Debian, root may install it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { run, say, seconds } from './bootstrap.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of a browser, or the reason why there is none. */
export async function findChromium() {
  const given = process.env.JOINERY_CHROMIUM;
  if (given !== undefined)
    return existsSync(given)
      ? { path: given }
      : { reason: `JOINERY_CHROMIUM names ${given}, which is not there` };
  const found = onPath();
  if (found !== undefined) return { path: found };
  if (!isDebian() || process.getuid?.() !== 0)
    return {
      reason: `no Chromium on PATH (looked for ${names.join(', ')}); install one or set JOINERY_CHROMIUM`,
    };
  return installWithApt();
}

function onPath() {
  for (const name of names) {
    const { status, stdout } = spawnSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
    if (status === 0) return stdout.trim();
  }
  return undefined;
}

// Ubuntu's package is a stub that needs snapd, which containers lack.
function isDebian() {
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

async function installWithApt() {
  const startedAt = performance.now();
  say('installing Chromium with apt-get, for the browser journeys');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const { status, output } = await run('apt-get', args, { env, capture: true });
    if (status !== 0)
      return { reason: `apt-get ${args[0]} failed: ${output.trim().split('\n').slice(-2).join(' ')}` };
  }
  say(`Chromium installed in ${seconds(startedAt)}`);
  const path = onPath();
  return path === undefined
    ? { reason: 'apt-get installed no Chromium that can be found on PATH' }
    : { path };
}
