// What a key sees and may do, beside what is needed. Asks at most 12 times, writes nothing and
// keeps no value: only whether something came.
import type { BambooHr, MetaTable } from '@joinery/bamboohr';
import { type ProbeNeed, ProviderError } from '@joinery/sdk';
import type { Account } from '../connector.ts';
import type {
  Capabilities,
  KnownAccount,
  ProbeReport,
  ReadStrategy,
  SourceField,
  SourceTable,
} from '../people-source.ts';
import { accessLevelFor } from './access-level.ts';
import { toField, toTable } from './catalogue.ts';
import { call, openClient } from './client.ts';
import { idColumn } from './dataset-columns.ts';
import {
  fieldLabel,
  hasCapability,
  type Needs,
  needsOf,
  type RightName,
  rights,
  sensitiveTables,
  sensitivityOf,
  shownByTables,
} from './needs.ts';
import { findField } from './values.ts';

const maxCalls = 12;
const maxFields = 400;

export async function probe(account: Account, capabilities: Capabilities): Promise<ProbeReport> {
  let calls = 0;
  const client = openClient({
    ...account,
    fetch: (url, request) => {
      calls += 1;
      return account.fetch(url, request);
    },
  });
  const needs = needsOf(capabilities, account.settings.markerField);
  const first = await look(client.meta.fields());
  if (first.answer !== 'seen') {
    const accessLevel = accessLevelFor(capabilities, needs, { fields: [], tables: [] });
    return { ...nothing, problem: first.problem, calls, accessLevel };
  }
  const fields = first.value.map(toField);
  const seen = await lookAround(client, { needs, fields, left: () => maxCalls - calls });
  return {
    reached: seen.lost === undefined,
    problem: seen.lost ?? seen.problem,
    employees: seen.employees,
    fields: judgeFields({ fields, tables: seen.listed }, needs, seen.fields),
    tables: judgeTables(needs, seen.tables),
    rights: judgeRights(capabilities, seen.rights),
    strategies: seen.strategies,
    calls,
    accessLevel: accessLevelFor(capabilities, needs, { fields, tables: seen.listed }),
  };
}

const nothing = { reached: false, employees: null, fields: [], tables: [], rights: [], strategies: [] };

type Look<T> =
  | { readonly answer: 'seen'; readonly value: T }
  /** The provider says no. */
  | { readonly answer: 'closed'; readonly problem: string; readonly status: number | undefined }
  /** It could not be asked. */
  | { readonly answer: 'unknown'; readonly problem: string; readonly status: number | undefined };

async function look<T>(operation: Promise<T>): Promise<Look<T>> {
  try {
    return { answer: 'seen', value: await call(operation) };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { outcome, message: problem, status } = error;
    const isRefusal = outcome === 'refused' && status !== 401;
    return { answer: isRefusal ? 'closed' : 'unknown', problem, status };
  }
}

interface Asking {
  readonly needs: Needs;
  readonly fields: readonly SourceField[];
  left(): number;
}

interface Seen {
  readonly employees: number | null;
  /** Names that came of those that were asked for. */
  readonly fields: { readonly asked: readonly string[]; readonly missing: readonly string[] } | undefined;
  readonly tables: ReadonlySet<string>;
  /** Tables that the account lists, with their columns. */
  readonly listed: readonly SourceTable[];
  readonly rights: ReadonlyMap<RightName, Look<unknown>>;
  readonly strategies: ReadStrategy[];
  /** What could not be asked, though the key works. */
  readonly problem: string | null;
  /** Why the key stopped working on the way. */
  readonly lost: string | undefined;
}

async function lookAround(client: BambooHr, asking: Asking): Promise<Seen> {
  const tables = await look(client.meta.tables());
  const lists = await look(client.meta.lists());
  const users = await look(client.meta.users());
  const everybody = await look(countByDataset(client));
  const others = everybody.answer === 'seen' ? undefined : await look(countByReport(client));
  const counted = others ?? everybody;
  const someone = counted.answer === 'seen' ? counted.value.someone : null;
  const report = await look(askFields(client, asking, someone));
  const changes = await look(client.employees.changed(new Date()));
  const webhooks = await look(client.webhooks.list());
  const recruiting = await look(client.applicantTracking.jobs({ statusGroups: ['Open'] }));
  const files = someone === null ? undefined : await look(client.files.list(someone));
  const looks: [RightName, Look<unknown> | undefined][] = [
    ['employees', employeesOf(counted, report)],
    ['changes', changes],
    ['lists', lists],
    ['users', users],
    ['webhooks', webhooks],
    // That is how an account without any category answers.
    ['files', files?.answer === 'closed' && files.status === 404 ? { answer: 'seen', value: null } : files],
    ['recruiting', recruiting],
  ];
  const made = [tables, everybody, ...looks.map(([, one]) => one)];
  const unknown = made.flatMap((one) => (one?.answer === 'unknown' ? [one] : []));
  return {
    employees: counted.answer === 'seen' ? counted.value.count : null,
    fields: report.answer === 'seen' ? report.value : undefined,
    listed: tables.answer === 'seen' ? tables.value.map(toTable) : [],
    tables: await readableTables(client, asking, tables, someone),
    rights: new Map(looks.flatMap(([name, one]) => (one === undefined ? [] : [[name, one] as const]))),
    strategies: [
      ...(report.answer === 'seen' ? (['report'] as const) : []),
      ...(everybody.answer === 'seen' ? (['datasets'] as const) : []),
    ],
    problem: unknown[0]?.problem ?? null,
    lost: unknown.find(({ status }) => status === 401)?.problem,
  };
}

// An account has at least the people who run it: none at all is a right that is missing.
function employeesOf(counted: Look<Count>, report: Look<unknown>): Look<unknown> {
  if (counted.answer !== 'seen' || counted.value.count > 0) return report;
  return { answer: 'closed', problem: 'The API key sees no employees.', status: undefined };
}

interface Count {
  readonly count: number;
  /** The id of any of them. */
  readonly someone: string | null;
}

async function countByDataset(client: BambooHr): Promise<Count> {
  const query = { fields: [idColumn], orderBy: `${idColumn} asc`, page: 1, pageSize: 1 };
  const { totalItems, rows } = await client.datasets.page('employee', query);
  const id = rows[0]?.[idColumn];
  return { count: totalItems, someone: id === undefined || id === null ? null : String(id) };
}

async function countByReport(client: BambooHr): Promise<Count> {
  const report = await client.reports.open({
    fields: ['firstName', 'lastName'],
    onlyCurrent: false,
    mergeDuplicates: false,
  });
  let count = 0;
  let someone: string | null = null;
  for await (const { id } of report.rows) {
    count += 1;
    someone ??= id;
  }
  return { count, someone };
}

// Which columns come does not depend on whose they are: one person is enough.
async function askFields(client: BambooHr, { needs, fields }: Asking, someone: string | null) {
  const worrying = fields.filter((field) => sensitivityOf(field) !== undefined);
  const all = [...needs.fields, ...[...worrying, ...fields].map(nameOf)];
  const asked = [...new Set(all)].slice(0, maxFields);
  const { missing } = await client.reports.custom({
    fields: asked,
    onlyCurrent: false,
    ...(someone === null ? {} : { employeeIds: [someone] }),
  });
  return { asked, missing };
}

// The account's list names what the key may see; what is needed is tried as well, as far as calls are left.
async function readableTables(
  client: BambooHr,
  { needs, left }: Asking,
  listed: Look<readonly MetaTable[]>,
  someone: string | null,
): Promise<ReadonlySet<string>> {
  const readable = new Set(listed.answer === 'seen' ? listed.value.map(({ alias }) => alias) : []);
  const tried = listed.answer === 'seen' ? needs.tables.filter((table) => readable.has(table)) : needs.tables;
  for (const table of someone === null ? [] : tried) {
    if (left() <= 0) break;
    const { answer } = await look(client.tables.list(someone ?? '', table));
    if (answer === 'seen') readable.add(table);
    if (answer === 'closed') readable.delete(table);
  }
  return readable;
}

function judgeFields(
  { fields, tables }: KnownAccount,
  needs: Needs,
  seen: Seen['fields'],
): ProbeReport['fields'] {
  const isShown = shownByTables(needs, tables);
  const neededNames = needs.fields.map((name) => nameOfKnown(fields, name));
  const names = [...new Set([...neededNames, ...fields.map(nameOf)])];
  const missing = new Set(seen?.missing);
  const told = (seen?.asked ?? []).filter((name) => !missing.has(name));
  const came = new Set(told.map((name) => nameOfKnown(fields, name)));
  const judged = names.flatMap((name) => {
    const field = findField(fields, name);
    const isSeen = came.has(name);
    const rank = field === undefined ? undefined : sensitivityOf(field);
    const byTable = field !== undefined && isShown(field);
    const needed = neededNames.includes(name) || (byTable && isSeen);
    const need =
      needOf({ needed, seen: isSeen, worrying: rank !== undefined }) ??
      (byTable ? ('optional' as const) : undefined);
    return need === undefined
      ? []
      : [{ name, label: field?.name ?? fieldLabel(name), need, rank: rank ?? 99 }];
  });
  judged.sort((a, b) => order.indexOf(a.need) - order.indexOf(b.need) || a.rank - b.rank);
  return judged.map(({ name, label, need }) => ({ name, label, need }));
}

function judgeTables(needs: Needs, readable: ReadonlySet<string>): ProbeReport['tables'] {
  const worries = Object.keys(sensitiveTables);
  const names = [
    ...new Set([...needs.tables, ...worries.filter((table) => readable.has(table)), ...readable]),
  ];
  const judged = names.flatMap((name) => {
    const worrying = worries.includes(name);
    const need = needOf({ needed: needs.tables.includes(name), seen: readable.has(name), worrying });
    return need === undefined ? [] : [{ name, need }];
  });
  return judged.sort((a, b) => order.indexOf(a.need) - order.indexOf(b.need));
}

function judgeRights(
  capabilities: Capabilities,
  looks: ReadonlyMap<RightName, Look<unknown>>,
): ProbeReport['rights'] {
  return rights.flatMap(({ name, label, neededBy, usedBy, sensitive }) => {
    const has = (one: keyof Capabilities) => hasCapability(capabilities, one);
    const used = usedBy.some(has);
    const seen = looks.get(name)?.answer === 'seen';
    const needed = neededBy.some(has) || (used && seen);
    const need = needOf({ needed, seen, worrying: sensitive }) ?? (used ? ('optional' as const) : undefined);
    return need === undefined ? [] : [{ name, label, need }];
  });
}

const order: readonly ProbeNeed[] = ['missing', 'excess', 'granted', 'optional', 'unused'];

function needOf(what: { needed: boolean; seen: boolean; worrying: boolean }): ProbeNeed | undefined {
  if (what.needed) return what.seen ? 'granted' : 'missing';
  if (!what.seen) return undefined;
  return what.worrying ? 'excess' : 'unused';
}

function nameOf({ alias, id }: SourceField): string {
  return alias ?? id;
}

function nameOfKnown(fields: readonly SourceField[], name: string): string {
  const field = findField(fields, name);
  return field === undefined ? name : nameOf(field);
}
