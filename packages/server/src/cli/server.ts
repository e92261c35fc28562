import { flushCompileCache } from 'node:module';
import { openContext } from '../app.ts';
import { readConfig } from '../config.ts';
import { type RunningServer, startServer } from '../main.ts';
import type { FirstRun } from '../modules/demo/first-run.service.ts';
import { createLog } from '../platform/log.ts';
import { type OutputOptions, print } from './output.ts';
import { withContext } from './with-context.ts';

const say = (line: string): void => console.error(`joinery: ${line}`);

export async function start(options: OutputOptions): Promise<void> {
  const startedAt = performance.now();
  const config = readConfig();
  const server = await startServer(config, createLog({ level: config.logLevel }), say);
  stopOnSignal(() => server.stop());
  keepCompiled();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (options.json === true) print(options, { url: server.url, ready: true }, []);
  say(`ready in ${seconds} s at ${server.url}`);
  if (server.firstRun !== undefined) welcome(server, server.firstRun);
}

/** Opening the context migrates. */
export async function migrateOnly(options: OutputOptions): Promise<void> {
  await withContext(async () => print(options, { migrated: true }, ['The database is up to date.']));
}

function welcome({ url }: RunningServer, { credentials, jobNumber }: FirstRun): void {
  const { console: signIn, companies } = credentials;
  const lines = [
    '',
    `  Sign in      ${signIn.url}`,
    `  E-mail       ${signIn.email}`,
    `  Password     ${signIn.password}`,
    `  API docs     ${url}/docs`,
    '',
    '  Post a candidate, then see it in the console:',
    '',
    `  curl ${url}/v1/candidates -H 'Authorization: Bearer ${companies.demo.apiKey}' \\`,
    `    -H 'Content-Type: application/json' \\`,
    `    -d '{"name":"Ada Example","email":"ada@mail.example","job_id":${jobNumber}}'`,
    '',
    '  Ask the sandbox company acme, as if it were BambooHR:',
    '',
    `  curl -u ${companies.acme.apiKey}:x -H 'Accept: application/json' \\`,
    `    ${companies.acme.baseUrl}/v1/employees/directory`,
    '',
    '  These credentials are kept in first-run.json in the data folder.',
    '',
  ];
  console.error(lines.join('\n'));
}

export async function work(options: OutputOptions): Promise<void> {
  const config = readConfig();
  const { context, close } = await openContext(config, createLog({ level: config.logLevel }), say);
  stopOnSignal(close);
  await context.engine.start({ worker: true });
  keepCompiled();
  if (options.json === true) print(options, { working: true }, []);
  say('working');
}

// Node writes its compile cache at exit, to which a process that is killed does not come.
function keepCompiled(): void {
  flushCompileCache();
}

// A second signal ends the process at once; nothing that was acknowledged is lost by that. One
// that follows immediately is the same wish: a terminal and npm both pass it on.
function stopOnSignal(stop: () => Promise<void>): void {
  let askedAt: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (askedAt !== undefined) {
        if (performance.now() - askedAt > 1000) process.exit(130);
        return;
      }
      askedAt = performance.now();
      say('stopping');
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
}
