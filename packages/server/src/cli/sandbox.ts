import { companyInput } from '@joinery/sdk';
import type { Command } from 'commander';
import { z } from 'zod';
import { createSandbox } from '../modules/sandboxes/sandboxes.service.ts';
import { parseOptions } from './options.ts';
import { type OutputOptions, print } from './output.ts';
import { withContext } from './with-context.ts';

interface CreateOptions extends OutputOptions {
  name: string;
  employees: string;
  seed?: string;
}

const sandboxOptions = z.object({
  name: companyInput.shape.slug,
  employees: z.coerce.number().int().min(0).max(100_000),
  seed: z.string().max(200).optional(),
});

export function addSandboxCommands(program: Command): void {
  program
    .command('sandbox')
    .description('companies that stand for BambooHR in tests')
    .command('create')
    .description('make a sandbox company with invented people and their history')
    .requiredOption('--name <name>', 'short name: lower-case letters, digits, hyphens')
    .option('--employees <count>', 'how many people, up to 100000', '100')
    .option('--seed <text>', 'the same seed gives the same people')
    .option('--json', 'print JSON')
    .action(create);
}

async function create(options: CreateOptions): Promise<void> {
  const { name, employees, seed } = parseOptions(sandboxOptions, options);
  const sandbox = await withContext((context) =>
    createSandbox(context, { slug: name, name, employees, ...(seed !== undefined && { seed }) }),
  );
  const { company, apiKey, baseUrl } = sandbox;
  print(options, { company: company.slug, employees, apiKey, baseUrl }, [
    `Sandbox ${company.slug} made with ${employees} employees.`,
    `Base URL  ${baseUrl}`,
    `API key   ${apiKey}`,
    `Try it    curl -u ${apiKey}:x -H 'Accept: application/json' ${baseUrl}/v1/employees/directory`,
  ]);
}
