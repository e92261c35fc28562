// What the command offers. Handlers are loaded when they are called, so that --help does not
// wait for the whole server to load.
import type { Command } from 'commander';

const json = ['--json', 'print one JSON document for programs'] as const;
const company = ['--company <name>', 'the company'] as const;

export function addServerCommands(program: Command): void {
  program
    .command('start')
    .description('run the server: all APIs, the console, and the work behind them')
    .option(...json)
    .action(async (options) => (await import('./server.ts')).start(options));
  program
    .command('worker')
    .description('run only the work behind the APIs, beside a server on the same database')
    .option(...json)
    .action(async (options) => (await import('./server.ts')).work(options));
  program
    .command('migrate')
    .description('bring the database up to this build, and end')
    .option(...json)
    .action(async (options) => (await import('./server.ts')).migrateOnly(options));
}

export function addCompanyCommands(program: Command): void {
  const group = program.command('company').description('companies of this server');
  group
    .command('create')
    .description('add a company')
    .requiredOption('--name <name>', 'short name for addresses: lower-case letters, digits, hyphens')
    .option('--title <title>', 'name for people')
    .option('--time-zone <zone>', 'such as Europe/Berlin; UTC if absent')
    .option('--currency <code>', 'three letters; USD if absent')
    .option(...json)
    .action(async (options) => (await import('./company.ts')).create(options));
  group
    .command('list')
    .description('list all companies')
    .option(...json)
    .action(async (options) => (await import('./company.ts')).list(options));
}

export function addUserCommands(program: Command): void {
  program
    .command('user')
    .description('users of a company')
    .command('create')
    .description('add a person who signs in, or a service user who only has API keys')
    .requiredOption(...company)
    .option('--email <address>', 'needed for a person')
    .option('--password <text>', 'made up and printed if absent')
    .option('--first-name <name>')
    .option('--last-name <name>')
    .option(
      '--level <level>',
      'access level: its name, or account_owner, full_admin, manager, employee',
      'account_owner',
    )
    .option('--service', 'a service user: no e-mail or password needed')
    .option(...json)
    .action(async (options) => (await import('./user.ts')).create(options));
}

export function addKeyCommands(program: Command): void {
  const group = program.command('key').description('API keys of a company');
  group
    .command('create')
    .description('make a key for a user; it is shown only this once')
    .requiredOption(...company)
    .requiredOption('--user <user>', 'the owner: id or e-mail address')
    .option('--name <text>', 'what it is for', 'Command line')
    .option(...json)
    .action(async (options) => (await import('./key.ts')).create(options));
  group
    .command('list')
    .description('list keys with owner and last use')
    .requiredOption(...company)
    .option(...json)
    .action(async (options) => (await import('./key.ts')).list(options));
  group
    .command('revoke <id>')
    .description('stop a key from the next request on')
    .requiredOption(...company)
    .option(...json)
    .action(async (id, options) => (await import('./key.ts')).revoke(id, options));
}

export function addOauthAppCommands(program: Command): void {
  const group = program
    .command('oauth-app')
    .description('applications that may ask people of a company for access to its BambooHR API');
  group
    .command('create')
    .description('register an application; its secret is shown only this once')
    .requiredOption(...company)
    .requiredOption('--name <text>', 'what people see when they are asked')
    .option('--kind <kind>', 'oauth, or for old clients login or mobile', 'oauth')
    .option('--redirect <address...>', 'where people are sent afterwards')
    .option('--scope <scope...>', 'what it may ask for')
    .option(...json)
    .action(async (options) => (await import('./oauth-app.ts')).create(options));
  group
    .command('list')
    .description('list applications with their client ids')
    .requiredOption(...company)
    .option(...json)
    .action(async (options) => (await import('./oauth-app.ts')).list(options));
  group
    .command('remove <id>')
    .description('remove an application with everything that people allowed it')
    .requiredOption(...company)
    .option(...json)
    .action(async (id, options) => (await import('./oauth-app.ts')).remove(id, options));
}

export function addMirrorCommands(program: Command): void {
  program
    .command('sync <company>')
    .description('read the company’s people source: what changed, or everything')
    .option('--connection <connection>', 'id or name; the people source if absent')
    .option('--full', 'read everything')
    .option('--watch', 'wait for its end and show how far it is')
    .option(...json)
    .action(async (name, options) => (await import('./mirror.ts')).sync(name, options));
  program
    .command('holds <company>')
    .description('list what waits for a person before it is applied')
    .option(...json)
    .action(async (name, options) => (await import('./mirror.ts')).holds(name, options));
  program
    .command('probe <company> <connection>')
    .description('look at what the key of a connection sees, against what is needed')
    .option(...json)
    .action(async (name, connection, options) =>
      (await import('./mirror.ts')).probe(name, connection, options),
    );
}
