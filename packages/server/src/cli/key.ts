import { JoineryError } from '@joinery/sdk';
import type { Command } from 'commander';
import { createKey, listKeys, revokeKey } from '../modules/keys/keys.service.ts';
import { listUsers } from '../modules/users/users.service.ts';
import { type OutputOptions, print, table } from './output.ts';
import { inCompany, withContext } from './with-context.ts';

interface CompanyOptions extends OutputOptions {
  company: string;
}

interface CreateOptions extends CompanyOptions {
  user: string;
  name: string;
}

export function addKeyCommands(program: Command): void {
  const key = program.command('key').description('API keys of a company');
  key
    .command('create')
    .description('make a key for a user; it is shown only this once')
    .requiredOption('--company <name>', 'the company')
    .requiredOption('--user <user>', 'the owner: id or e-mail address')
    .option('--name <text>', 'what it is for', 'Command line')
    .option('--json', 'print JSON')
    .action(create);
  key
    .command('list')
    .description('list keys with owner and last use')
    .requiredOption('--company <name>', 'the company')
    .option('--json', 'print JSON')
    .action(list);
  key
    .command('revoke <id>')
    .description('stop a key from the next request on')
    .requiredOption('--company <name>', 'the company')
    .option('--json', 'print JSON')
    .action(revoke);
}

async function create(options: CreateOptions): Promise<void> {
  const key = await withContext(async (context) => {
    const { principal } = await inCompany(context, options.company);
    const wanted = options.user.toLowerCase();
    const users = await listUsers(context, principal);
    const user = users.find(({ id, email }) => id === wanted || email?.toLowerCase() === wanted);
    if (user === undefined)
      throw new JoineryError('users.not_found', `There is no user ${options.user} in ${options.company}.`);
    return createKey(context, principal, { name: options.name, userId: user.id });
  });
  print(options, key, [key.key, 'Keep it now: it is not shown again.']);
}

async function list(options: CompanyOptions): Promise<void> {
  const keys = await withContext(async (context) => {
    const { principal } = await inCompany(context, options.company);
    return listKeys(context, principal);
  });
  const rows = keys.map(({ id, preview, name, owner, lastUsedAt, revokedAt }) => [
    id,
    preview,
    owner.name,
    name,
    lastUsedAt ?? 'never',
    revokedAt === null ? 'live' : 'revoked',
  ]);
  print(
    options,
    keys,
    keys.length === 0
      ? ['There is no key.']
      : table([['ID', 'KEY', 'OWNER', 'NAME', 'LAST USED', 'STATE'], ...rows]),
  );
}

async function revoke(id: string, options: CompanyOptions): Promise<void> {
  const key = await withContext(async (context) => {
    const { principal } = await inCompany(context, options.company);
    return revokeKey(context, principal, id);
  });
  print(options, key, [`Key ${key.preview} is revoked.`]);
}
