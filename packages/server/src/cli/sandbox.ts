// Commands on sandbox companies. They work beside a running server, or without one.
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import {
  companyInput,
  type SandboxClock,
  type SandboxFault,
  sandboxClockInput,
  sandboxFaultInput,
  sandboxLimitInput,
  sandboxRequestFilter,
  snapshotName,
} from '@joinery/sdk';
import { z } from 'zod';
import type { Principal } from '../modules/access/principal.ts';
import { listCompanies } from '../modules/companies/companies.service.ts';
import type { Context } from '../modules/context.ts';
import * as service from '../modules/sandboxes/sandboxes.service.ts';
import { parseOptions } from './options.ts';
import { type OutputOptions, print, table } from './output.ts';
import { inCompany, withContext } from './with-context.ts';

interface Options extends OutputOptions {
  company: string;
}

const createOptions = z.object({
  company: companyInput.shape.slug,
  employees: z.coerce.number().int().min(0).max(100_000),
  seed: z.string().max(200).optional(),
  asOf: z.iso.date().optional(),
});

export async function create(options: Options): Promise<void> {
  const { company: name, employees, seed, asOf } = parseOptions(createOptions, options);
  const input = { slug: name, name, employees, ...(seed && { seed }), ...(asOf && { asOf }) };
  const sandbox = await withContext((context) =>
    service.createSandbox(context, input, progressOf(employees)),
  );
  const { company, apiKey, baseUrl } = sandbox;
  print(options, { company: company.slug, employees, apiKey, baseUrl }, [
    `Sandbox ${company.slug} made with ${employees} employees.`,
    `Base URL  ${baseUrl}`,
    `API key   ${apiKey}`,
    `Try it    curl -u ${apiKey}:x -H 'Accept: application/json' ${baseUrl}/v1/employees/directory`,
  ]);
}

// To standard error, so that what is printed stays for programs; only where it takes a while.
function progressOf(total: number): (done: number) => void {
  const { isTTY } = process.stderr;
  const step = isTTY ? 0.01 : 0.1;
  let next = step;
  return (done) => {
    if (total < 2000 || done < total * next) return;
    while (done >= total * next) next += step;
    const line = `${done.toLocaleString('en')} of ${total.toLocaleString('en')} employees`;
    process.stderr.write(isTTY ? `\r${line}${done === total ? '\n' : ''}` : `${line}\n`);
  };
}

export async function list(options: OutputOptions): Promise<void> {
  const all = await withContext((context) => listCompanies(context));
  const sandboxes = all.filter(({ kind }) => kind === 'sandbox');
  print(options, sandboxes, table(sandboxes.map(({ slug, name }) => [slug, name])));
}

export async function remove(options: Options): Promise<void> {
  await inSandbox(options, (context, principal) => service.removeSandbox(context, principal));
  print(options, { removed: options.company }, [`Sandbox ${options.company} is removed.`]);
}

export async function addFault(options: Options & Record<string, unknown>): Promise<void> {
  const { fields, all, ...rest } = options;
  const asked = { ...rest, count: all === true ? null : rest.count, fields: splitNames(fields) };
  const input = parseOptions(sandboxFaultInput, parseOptions(faultTexts, asked));
  const fault = await inSandbox(options, (context, principal) => service.addFault(context, principal, input));
  print(options, fault, [`Fault ${fault.id} waits for ${inWords(fault)}.`]);
}

const number = z.coerce.number();
// Options are texts: numbers among them are read here, what they may be is said by the API's schema.
const faultTexts = z.object({
  operation: z.string(),
  fault: z.string(),
  count: number.nullish(),
  probability: number.optional(),
  seed: z.string().optional(),
  seconds: number.optional(),
  executes: z.boolean().optional(),
  bytesPerSecond: number.optional(),
  fields: z.array(z.string()).optional(),
  retryAfter: z.string().optional(),
});

function splitNames(text: unknown): string[] | undefined {
  return typeof text === 'string' ? text.split(',').map((name) => name.trim()) : undefined;
}

export async function listFaults(options: Options): Promise<void> {
  const faults = await inSandbox(options, service.listFaults);
  const rows = faults.map((fault) => [fault.id, fault.fault, inWords(fault)]);
  print(options, faults, rows.length === 0 ? ['No faults.'] : table(rows));
}

function inWords({ operation, remaining, probability }: SandboxFault): string {
  const share = probability < 1 ? `${probability * 100} % of ` : '';
  return `${share}${remaining === null ? 'all requests' : `${remaining} more`} for ${operation}`;
}

export async function removeFault(id: string | undefined, options: Options): Promise<void> {
  await inSandbox(options, (context, principal) =>
    id === undefined ? service.removeFaults(context, principal) : service.removeFault(context, principal, id),
  );
  print(options, { removed: id ?? 'all' }, [
    id === undefined ? 'All faults are removed.' : `Fault ${id} is removed.`,
  ]);
}

const limitOptions = z
  .object({ requests: number, windowSeconds: number, style: z.string().optional() })
  .pipe(sandboxLimitInput);

const optionNames = { windowSeconds: 'window' };

export async function setLimit(options: Options & { window: string }): Promise<void> {
  const input = parseOptions(limitOptions, { ...options, windowSeconds: options.window }, optionNames);
  const limit = await inSandbox(options, (context, principal) => service.setLimit(context, principal, input));
  print(options, { limit }, [`${limit.requests} requests in ${limit.windowSeconds} s, then ${limit.style}.`]);
}

export async function showLimit(options: Options): Promise<void> {
  const limit = (await inSandbox(options, service.getLimit)) ?? null;
  const line = limit
    ? `${limit.used} of ${limit.requests} requests used in ${limit.windowSeconds} s, then ${limit.style}.`
    : 'No limit.';
  print(options, { limit }, [line]);
}

export async function removeLimit(options: Options): Promise<void> {
  await inSandbox(options, service.removeLimit);
  print(options, { limit: null }, ['No limit.']);
}

export async function showClock(options: Options): Promise<void> {
  printClock(options, await inSandbox(options, service.getClock));
}

const moveOptions = z.union(
  [
    z.object({ forward: z.string().regex(/^\d+[smhdw]$/, 'expected a number with s, m, h, d or w') }),
    z.object({ to: z.string() }),
    z.object({ real: z.literal(true) }),
  ],
  { error: 'expected one of --forward 30d, --to 2026-12-01 or --real' },
);
const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

export async function moveClock(options: Options): Promise<void> {
  const asked = parseOptions(moveOptions, options);
  const input = parseOptions(
    sandboxClockInput,
    'forward' in asked ? { forwardSeconds: secondsIn(asked.forward) } : asked,
  );
  const clock = await inSandbox(options, (context, principal) =>
    service.moveClock(context, principal, input),
  );
  printClock(options, clock);
}

function secondsIn(text: string): number {
  return Number.parseInt(text, 10) * (unitSeconds[text.at(-1) ?? 's'] ?? 1);
}

function printClock(options: Options, clock: SandboxClock): void {
  const away = clock.offsetSeconds === 0 ? 'real time' : `${clock.offsetSeconds} s from real time`;
  print(options, clock, [
    `${clock.now} (${away}), today is ${clock.today}.`,
    ...(clock.tookEffect > 0 ? [`History of ${clock.tookEffect} employees took effect.`] : []),
  ]);
}

export async function takeSnapshot(name: string, options: Options): Promise<void> {
  const checked = parseOptions(z.object({ name: snapshotName }), { name });
  const taken = await inSandbox(options, (context, principal) =>
    service.takeSnapshot(context, principal, checked.name),
  );
  print(options, taken, [`Snapshot ${taken.name} holds ${taken.rows} rows.`]);
}

export async function listSnapshots(options: Options): Promise<void> {
  const snapshots = await inSandbox(options, service.listSnapshots);
  const rows = snapshots.map(({ name, rows, takenAt }) => [name, `${rows} rows`, takenAt]);
  print(options, snapshots, table(rows));
}

export async function restoreSnapshot(name: string, options: Options): Promise<void> {
  const restored = await inSandbox(options, (context, principal) =>
    service.restoreSnapshot(context, principal, name),
  );
  print(options, restored, [
    `Restored ${name}: ${restored.removed} rows removed, ${restored.added} put back.`,
  ]);
}

export async function removeSnapshot(name: string, options: Options): Promise<void> {
  await inSandbox(options, (context, principal) => service.removeSnapshot(context, principal, name));
  print(options, { removed: name }, [`Snapshot ${name} is removed.`]);
}

const requestsOptions = sandboxRequestFilter.extend({
  limit: z.coerce.number().int().min(1).max(10_000).default(50),
});

export async function listRequests(options: Options): Promise<void> {
  const { limit, ...filter } = parseOptions(requestsOptions, options);
  const { items } = await inSandbox(options, (context, principal) =>
    service.listRequests(context, principal, { ...filter, order: 'newest' }, { limit }),
  );
  const requests = items.reverse();
  const rows = requests.map((one) => [
    one.at,
    String(one.status ?? '-'),
    one.limited ? 'limit' : (one.fault ?? ''),
    one.executed ? 'done' : '',
    `${one.method} ${one.path}`,
  ]);
  print(options, requests, rows.length === 0 ? ['No requests.'] : table(rows));
}

const downloadOptions = sandboxRequestFilter.extend({ format: z.enum(['ndjson', 'csv']).default('ndjson') });

export async function downloadRequests(file: string, options: Options): Promise<void> {
  const { format, ...filter } = parseOptions(downloadOptions, options);
  await inSandbox(options, (context, principal) =>
    pipeline(service.downloadRequests(context, principal, filter, format), createWriteStream(file)),
  );
  print(options, { file }, [`Written to ${file}.`]);
}

export async function clearRequests(options: Options): Promise<void> {
  await inSandbox(options, service.removeRequests);
  print(options, { cleared: true }, ['The list of requests is empty.']);
}

async function inSandbox<T>(
  { company: slug }: Options,
  work: (context: Context, principal: Principal) => Promise<T>,
): Promise<T> {
  return withContext(async (context) => {
    const { principal } = await inCompany(context, slug);
    return work(context, principal);
  });
}
