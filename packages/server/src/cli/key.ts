import { JoineryError } from '@joinery/sdk';
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

export async function create(options: CreateOptions): Promise<void> {
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

export async function list(options: CompanyOptions): Promise<void> {
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

export async function revoke(id: string, options: CompanyOptions): Promise<void> {
  const key = await withContext(async (context) => {
    const { principal } = await inCompany(context, options.company);
    return revokeKey(context, principal, id);
  });
  print(options, key, [`Key ${key.preview} is revoked.`]);
}
