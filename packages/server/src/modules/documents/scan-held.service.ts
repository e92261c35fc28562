// Documents that were held because the scanner did not answer are scanned once it does.
import { JoineryError } from '@joinery/sdk';
import { listCompanies } from '../companies/companies.service.ts';
import type { Context } from '../context.ts';
import * as repository from './documents.repository.ts';
import { keepReading, scanDocument } from './documents.service.ts';

const batchSize = 100;

export async function scanHeld(context: Context): Promise<void> {
  if (context.scanner === undefined) return;
  for (const { id: companyId } of await listCompanies(context)) {
    const held = await context.db.inCompany(companyId, (tx) => repository.listHeld(tx, batchSize));
    for (const fileId of held) if (!(await scanOne(context, { companyId, fileId }))) return;
  }
}

/** False when the scanner does not answer: the others wait for the next time. */
async function scanOne(context: Context, which: { companyId: string; fileId: string }): Promise<boolean> {
  try {
    if (await scanDocument(context, which)) await keepReading(context, which);
    return true;
  } catch (error) {
    if (error instanceof JoineryError && error.code === 'files.scanner_unavailable') return false;
    context.log.warn({ error, ...which }, 'a held document could not be scanned');
    return true;
  }
}
