// What `joinery sandbox` offers. Handlers are loaded when they are called.
import type { Command } from 'commander';

const json = ['--json', 'print one JSON document for programs'] as const;
const company = ['--company <name>', 'the sandbox company'] as const;
const load = () => import('./sandbox.ts');

export function addSandboxCommands(program: Command): void {
  const sandbox = program.command('sandbox').description('companies that stand for BambooHR in tests');
  addCompanies(sandbox);
  addFaults(sandbox.command('fault').description('make requests go wrong'));
  addLimit(sandbox.command('limit').description('how many requests are taken'));
  addClock(sandbox.command('clock').description('the time in the company'));
  addSnapshots(sandbox.command('snapshot').description('put the whole state away and back'));
  addRequests(sandbox.command('requests').description('what was asked of the company'));
}

function addCompanies(sandbox: Command): void {
  sandbox
    .command('create')
    .description('make a sandbox company with invented people and their history')
    .requiredOption('--company <name>', 'its short name: lower-case letters, digits, hyphens')
    .option('--employees <count>', 'how many people, up to 100000', '100')
    .option('--seed <text>', 'the same seed gives the same company; its name if absent')
    .option('--as-of <date>', 'the day on which it begins by its own clock; real time and today if absent')
    .option(...json)
    .action(async (options) => (await load()).create(options));
  sandbox
    .command('list')
    .description('list sandbox companies')
    .option(...json)
    .action(async (options) => (await load()).list(options));
  sandbox
    .command('remove')
    .description('remove a sandbox company with everything that is its own')
    .requiredOption(...company)
    .option(...json)
    .action(async (options) => (await load()).remove(options));
  sandbox
    .command('reset')
    .description('make the company what it was when it was made')
    .requiredOption(...company)
    .option(...json)
    .action(async (options) => (await load()).restoreSnapshot('seed', options));
}

function addFaults(fault: Command): void {
  fault
    .command('add')
    .description('order a fault')
    .requiredOption(...company)
    .requiredOption(
      '--fault <kind>',
      'such as drop, execute_then_drop, execute_late, hang, drip, truncate, status_503',
    )
    .option('--operation <id>', 'such as "POST /v1/employees", "GET /v1/employees*", or *', '*')
    .option('--count <count>', 'how many requests it hits; 1 if absent')
    .option('--all', 'until it is removed')
    .option('--probability <share>', 'above 0, up to 1')
    .option('--seed <text>', 'the same seed hits the same ones of the requests that come')
    .option('--seconds <seconds>', 'wait of hang and execute_late; Retry-After of status_429 and status_503')
    .option('--executes', 'do the work before answering with a status or a web page')
    .option('--bytes-per-second <bytes>', 'of drip')
    .option('--fields <names>', 'of vanish_fields, with commas between')
    .option('--retry-after <form>', 'seconds, http_date, zero, negative, far, garbage or missing')
    .option(...json)
    .action(async (options) => (await load()).addFault(options));
  fault
    .command('list')
    .description('list faults that wait')
    .requiredOption(...company)
    .option(...json)
    .action(async (options) => (await load()).listFaults(options));
  fault
    .command('remove [id]')
    .description('remove one fault, or all')
    .requiredOption(...company)
    .option(...json)
    .action(async (id, options) => (await load()).removeFault(id, options));
}

function addLimit(limit: Command): void {
  limit
    .command('set')
    .description('limit the requests, counted over all processes')
    .requiredOption(...company)
    .requiredOption('--requests <count>', 'how many in each window')
    .requiredOption('--window <seconds>', 'how long a window is')
    .option('--style <style>', 'status_429, status_503 or status_503_bare')
    .option(...json)
    .action(async (options) => (await load()).setLimit(options));
  limit
    .command('show')
    .description('show the limit and how much of it is used')
    .requiredOption(...company)
    .option(...json)
    .action(async (options) => (await load()).showLimit(options));
  limit
    .command('remove')
    .description('take every request again')
    .requiredOption(...company)
    .option(...json)
    .action(async (options) => (await load()).removeLimit(options));
}

function addClock(clock: Command): void {
  clock
    .command('show')
    .description('show the time')
    .requiredOption(...company)
    .option(...json)
    .action(async (options) => (await load()).showClock(options));
  clock
    .command('move')
    .description('move the clock; what is due by the new time happens at once')
    .requiredOption(...company)
    .option('--forward <time>', 'such as 30d, 12h or 2w')
    .option('--to <date>', 'a date, or an instant such as 2026-12-01T10:00:00Z')
    .option('--real', 'back to real time')
    .option(...json)
    .action(async (options) => (await load()).moveClock(options));
}

function addSnapshots(snapshot: Command): void {
  snapshot
    .command('list')
    .description('list snapshots')
    .requiredOption(...company)
    .option(...json)
    .action(async (options) => (await load()).listSnapshots(options));
  const named = [
    ['take', 'put the state away under a name'],
    ['restore', 'make the company what it was'],
    ['remove', 'remove a snapshot'],
  ] as const;
  for (const [verb, description] of named)
    snapshot
      .command(`${verb} <name>`)
      .description(description)
      .requiredOption(...company)
      .option(...json)
      .action(async (name, options) => {
        const { takeSnapshot, restoreSnapshot, removeSnapshot } = await load();
        const actions = { take: takeSnapshot, restore: restoreSnapshot, remove: removeSnapshot };
        await actions[verb](name, options);
      });
}

function addRequests(requests: Command): void {
  filtered(requests.command('list').description('list the newest requests, oldest of them first'))
    .option('--limit <count>', 'how many', '50')
    .option(...json)
    .action(async (options) => (await load()).listRequests(options));
  filtered(requests.command('download <file>').description('write all requests to a file'))
    .option('--format <format>', 'ndjson or csv', 'ndjson')
    .option(...json)
    .action(async (file, options) => (await load()).downloadRequests(file, options));
  requests
    .command('clear')
    .description('empty the list')
    .requiredOption(...company)
    .option(...json)
    .action(async (options) => (await load()).clearRequests(options));
}

function filtered(command: Command): Command {
  return command
    .requiredOption(...company)
    .option('--operation <id>', 'this one, or all that begin so with * behind it')
    .option('--method <method>')
    .option('--status <status>')
    .option('--fault <kind>', 'one kind, or any')
    .option('--executed <true|false>', 'whether the work was done')
    .option('--limited <true|false>', 'whether the limit refused it')
    .option('--since <instant>')
    .option('--until <instant>');
}
