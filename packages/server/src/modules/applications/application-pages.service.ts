import { assertArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { hiringScope } from '../jobs/jobs.ts';
import * as repository from './application-pages.repository.ts';
import type { ApplicationFile, ApplicationLine, PageQuery } from './application-pages.ts';
import { noApplication } from './applications.ts';

/** Page `page`, from 1, of `size` lines. `isLast` is true for pages past the end, too. */
export async function listApplicationPage(
  context: Pick<Context, 'db'>,
  principal: Principal,
  query: PageQuery,
  { page, size }: { page: number; size: number },
): Promise<{ lines: ApplicationLine[]; isLast: boolean }> {
  assertArea(principal, 'hiring.candidates', 'view');
  const lines = await context.db.inCompany(principal.companyId, (tx) =>
    repository.listLines(tx, hiringScope(principal), query, { limit: size, offset: (page - 1) * size }),
  );
  return { lines: lines.slice(0, size), isLast: lines.length <= size };
}

export async function getApplicationFile(
  context: Pick<Context, 'db'>,
  principal: Principal,
  number: number,
): Promise<ApplicationFile> {
  assertArea(principal, 'hiring.candidates', 'view');
  const file = await context.db.inCompany(principal.companyId, (tx) =>
    repository.findApplicationFile(tx, hiringScope(principal), number),
  );
  if (file === undefined) throw noApplication();
  return file;
}
