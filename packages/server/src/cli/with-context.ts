import { type Company, JoineryError } from '@joinery/sdk';
import { openContext } from '../app.ts';
import { readConfig } from '../config.ts';
import type { Principal } from '../modules/access/principal.ts';
import { findCompany, systemPrincipal } from '../modules/companies/companies.service.ts';
import type { Context } from '../modules/context.ts';
import { findOwnUrl } from '../modules/installation/installation.service.ts';
import { createLog } from '../platform/log.ts';

/** Runs a command beside a running server, or without one. Its log goes to standard error. */
export async function withContext<T>(work: (context: Context) => Promise<T>): Promise<T> {
  const config = readConfig();
  const log = createLog({ level: 'warn', destination: process.stderr });
  const { context, close } = await openContext(config, log);
  try {
    // Addresses that a command prints are those of the server as it last ran.
    const publicUrl = config.publicUrl ?? (await findOwnUrl(context)) ?? undefined;
    return await work({ ...context, config: { ...config, publicUrl } });
  } finally {
    await close();
  }
}

/** @throws JoineryError `companies.not_found` naming the company that was asked for. */
export async function inCompany(
  context: Context,
  slug: string,
): Promise<{ company: Company; principal: Principal }> {
  const company = await findCompany(context, slug);
  if (company === undefined)
    throw new JoineryError(
      'companies.not_found',
      `There is no company ${slug}. List them with: joinery company list`,
    );
  return { company, principal: systemPrincipal(company, 'Command line') };
}
