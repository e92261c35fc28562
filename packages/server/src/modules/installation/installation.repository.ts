import type { Transaction } from '../../db/database.ts';

export interface Installation {
  keyCheck: string | null;
  ownUrl: string | null;
  ownPort: number | null;
  setupTokenHash: string | null;
  demoInMaking: boolean;
}

/** The one row, held until the transaction ends; made on first use. */
export async function lockInstallation(tx: Transaction): Promise<Installation> {
  await tx
    .insertInto('installation')
    .values({ only_row: true })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await tx.selectFrom('installation').selectAll().forUpdate().executeTakeFirstOrThrow();
  return {
    keyCheck: row.key_check,
    ownUrl: row.own_url,
    ownPort: row.own_port,
    setupTokenHash: row.setup_token_hash,
    demoInMaking: row.demo_in_making,
  };
}

export async function updateInstallation(tx: Transaction, change: Partial<Installation>): Promise<void> {
  await tx
    .updateTable('installation')
    .set({
      ...(change.keyCheck !== undefined && { key_check: change.keyCheck }),
      ...(change.ownUrl !== undefined && { own_url: change.ownUrl }),
      ...(change.ownPort !== undefined && { own_port: change.ownPort }),
      ...(change.setupTokenHash !== undefined && { setup_token_hash: change.setupTokenHash }),
      ...(change.demoInMaking !== undefined && { demo_in_making: change.demoInMaking }),
    })
    .execute();
}

export async function findSetupTokenHash(tx: Transaction): Promise<string | null> {
  const row = await tx.selectFrom('installation').select('setup_token_hash').executeTakeFirst();
  return row?.setup_token_hash ?? null;
}

export async function findOwnUrl(tx: Transaction): Promise<string | null> {
  const row = await tx.selectFrom('installation').select('own_url').executeTakeFirst();
  return row?.own_url ?? null;
}

export async function findOwnPort(tx: Transaction): Promise<number | null> {
  const row = await tx.selectFrom('installation').select('own_port').executeTakeFirst();
  return row?.own_port ?? null;
}
