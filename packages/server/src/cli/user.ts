import { randomBytes } from 'node:crypto';
import { JoineryError, userInput } from '@joinery/sdk';
import { listAccessLevels } from '../modules/access/access-levels.service.ts';
import { createUser } from '../modules/users/users.service.ts';
import { parseOptions } from './options.ts';
import { type OutputOptions, print } from './output.ts';
import { inCompany, withContext } from './with-context.ts';

interface CreateOptions extends OutputOptions {
  company: string;
  email?: string;
  password?: string;
  firstName?: string;
  lastName?: string;
  level: string;
  service?: boolean;
}

export async function create(options: CreateOptions): Promise<void> {
  const isService = options.service === true;
  const password = isService ? undefined : (options.password ?? randomBytes(9).toString('base64url'));
  const user = await withContext(async (context) => {
    const { principal } = await inCompany(context, options.company);
    const levels = await listAccessLevels(context, principal);
    const wanted = options.level.toLowerCase();
    const level = levels.find(({ builtin, name }) => builtin === wanted || name.toLowerCase() === wanted);
    if (level === undefined)
      throw new JoineryError(
        'access_levels.not_found',
        `There is no access level ${options.level}. There are: ${levels.map(({ name }) => name).join(', ')}.`,
      );
    const input = parseOptions(userInput, {
      kind: isService ? 'service' : 'person',
      email: options.email,
      password,
      firstName: options.firstName,
      lastName: options.lastName,
      accessLevelId: level.id,
    });
    return createUser(context, principal, input);
  });
  print(options, password === undefined ? user : { ...user, password }, [
    `User ${user.email ?? user.id} made, level ${user.accessLevelName}.`,
    ...(password === undefined ? [] : [`Password: ${password}`]),
  ]);
}
