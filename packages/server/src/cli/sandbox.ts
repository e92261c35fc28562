import { companyInput } from '@joinery/sdk';
import { z } from 'zod';
import { createSandbox } from '../modules/sandboxes/sandboxes.service.ts';
import { parseOptions } from './options.ts';
import { type OutputOptions, print } from './output.ts';
import { withContext } from './with-context.ts';

interface CreateOptions extends OutputOptions {
  company: string;
  employees: string;
  seed?: string;
}

const sandboxOptions = z.object({
  company: companyInput.shape.slug,
  employees: z.coerce.number().int().min(0).max(100_000),
  seed: z.string().max(200).optional(),
});

export async function create(options: CreateOptions): Promise<void> {
  const { company: name, employees, seed } = parseOptions(sandboxOptions, options);
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
