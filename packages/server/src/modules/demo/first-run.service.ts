// What happens on an empty database: the demo with somewhere to sign in, or a token for setting
// up by hand. Credentials are kept in first-run.json, so that a script can go on from there.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSetUpNeeded } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import { issueSetupToken, markDemoInMaking, ownUrl } from '../installation/installation.service.ts';
import { makeDemo } from './demo.service.ts';

/** Content of first-run.json. */
interface Credentials {
  console: { url: string; email: string; password: string };
  companies: { demo: { apiKey: string }; acme: { apiKey: string; baseUrl: string } };
}

export interface FirstRun {
  credentials: Credentials;
  /** A job of the demo that takes applications. */
  jobNumber: number;
}

export const firstRunFile = 'first-run.json';

/** Makes the demo when there is no company yet. The server listens already: its address is written down. */
export async function prepareFirstRun(
  context: Context,
  progress: (line: string) => void,
): Promise<FirstRun | undefined> {
  if (!(await isSetUpNeeded(context))) return undefined;
  const url = ownUrl(context);
  if (!context.config.demo) {
    const token = await issueSetupToken(context);
    writeCredentials(context, { setup: { url, token } });
    progress(`Set up the first company at ${url}/setup with the token ${token}`);
    return undefined;
  }
  progress('Making the demo: company demo, and sandbox company acme with 100 employees');
  const email = 'admin@demo.example';
  const password = randomBytes(9).toString('base64url');
  await markDemoInMaking(context, true);
  const { demoKey, jobNumber, sandbox } = await makeDemo(context, { email, password });
  const credentials: Credentials = {
    console: { url, email, password },
    companies: { demo: { apiKey: demoKey }, acme: { apiKey: sandbox.apiKey, baseUrl: sandbox.baseUrl } },
  };
  writeCredentials(context, credentials);
  await markDemoInMaking(context, false);
  return { credentials, jobNumber };
}

function writeCredentials({ config }: Pick<Context, 'config'>, content: unknown): void {
  const file = join(config.dataDir, firstRunFile);
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true });
}
