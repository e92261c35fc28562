import { randomBytes } from 'node:crypto';
import { JoineryError } from '@joinery/sdk';
import type { Transaction } from '../../db/database.ts';
import type { Context } from '../context.ts';
import * as repository from './installation.repository.ts';

/**
 * Refuses an encryption key that is not the one this database was sealed with.
 *
 * @throws JoineryError `config.invalid`
 */
export async function assertRightKey({ db, secrets }: Pick<Context, 'db' | 'secrets'>): Promise<void> {
  const check = secrets.hash('joinery key check');
  await db.outside(async (tx) => {
    const { keyCheck } = await repository.lockInstallation(tx);
    if (keyCheck === null) await repository.updateInstallation(tx, { keyCheck: check });
    else if (keyCheck !== check)
      throw new JoineryError(
        'config.invalid',
        'The encryption key is not the one that this database was made with, so API keys and credentials in it cannot be used. Give the old key back: JOINERY_ENCRYPTION_KEY, or the file encryption-key in the data folder.',
      );
  });
}

/** Makes a token for the first set-up; an earlier one stops working. */
export async function issueSetupToken({ db, secrets }: Pick<Context, 'db' | 'secrets'>): Promise<string> {
  const token = randomBytes(18).toString('base64url');
  await db.outside(async (tx) => {
    await repository.lockInstallation(tx);
    await repository.updateInstallation(tx, { setupTokenHash: secrets.hash(token) });
  });
  return token;
}

export async function isSetupToken(
  { db, secrets }: Pick<Context, 'db' | 'secrets'>,
  token: string,
): Promise<boolean> {
  const hash = await db.outside(repository.findSetupTokenHash);
  return hash !== null && hash === secrets.hash(token);
}

/** The address under which people reach this server. */
export function ownUrl({ config, egress }: Pick<Context, 'config' | 'egress'>): string {
  return config.publicUrl ?? `http://localhost:${egress.ownPort() ?? config.port}`;
}

/** Remembers where this server runs, for processes beside it. */
export async function rememberOwnUrl(
  { db }: Pick<Context, 'db'>,
  own: { ownUrl: string; ownPort: number },
): Promise<void> {
  await db.outside(async (tx) => {
    await repository.lockInstallation(tx);
    await repository.updateInstallation(tx, own);
  });
}

/**
 * The port at which this machine's server is called: a server calls itself. A process that only
 * works has to ask before each use, since the server may have moved meanwhile.
 */
export async function findOwnPort(
  { config, egress }: Pick<Context, 'config' | 'egress'>,
  tx: Transaction,
): Promise<number> {
  return egress.ownPort() ?? (await repository.findOwnPort(tx)) ?? config.port;
}

/** Under which address this server ran last. */
export async function findOwnUrl({ db }: Pick<Context, 'db'>): Promise<string | null> {
  return db.outside(repository.findOwnUrl);
}

export async function isDatabaseAnswering({ db, log }: Pick<Context, 'db' | 'log'>): Promise<boolean> {
  try {
    await db.outside(repository.findOwnUrl);
    return true;
  } catch (error) {
    log.warn({ error }, 'the database does not answer');
    return false;
  }
}

/** Kept true while the demo is made, so that one which was cut off is known at the next start. */
export async function markDemoInMaking({ db }: Pick<Context, 'db'>, inMaking: boolean): Promise<void> {
  await db.outside(async (tx) => {
    await repository.lockInstallation(tx);
    await repository.updateInstallation(tx, { demoInMaking: inMaking });
  });
}
