// The client is complete over the operations that the dialect calls done or partly done. Only this check
// reads both (docs/adr/0006-dialect-and-client-share-no-code.md): neither knows the other.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { functions, reads, versioned, writes } from '../packages/bamboohr/src/testing/operations.ts';

interface DialectOperation {
  /** Method and path with names in braces, as in `GET /v1/employees/{id}`. */
  id: string;
  state: string;
}

interface ClientOperation {
  name: string;
  method: string;
  /** With its version, without names. */
  path: string;
}

/** Done in the dialect, and without a method of the client on purpose. */
const exceptions: Record<string, string> = {
  'GET /v1/datasets': 'v1_2 answers the same and has better errors',
  'GET /v1/datasets/{datasetName}/fields': 'v1_2 answers the same and has better errors',
  'POST /v1/datasets/{datasetName}/field-options': 'v1_2 answers the same and has better errors',
  'POST /v1_1/employees/{id}/tables/{table}': 'documented as v1, which is the recorded one',
  'POST /v1_1/employees/{id}/tables/{table}/{rowId}': 'documented as v1, which is the recorded one',
  'GET /v1/employees/{employeeId}/time_off/policies': 'v1_1 shows policies of all kinds',
  'PUT /v1/employees/{employeeId}/time_off/policies': 'v1_1 takes policies of all kinds',
  'POST /v1/time_off/requests/{requestId}/status': 'PUT does the same, and is the documented one',
  'GET /v1/employees/{id}/photo': 'the same as the size original',
  'GET /v1/performance/employees/{employeeId}/goals/filters': 'v1_2 counts all goals',
  'GET /v1_1/performance/employees/{employeeId}/goals/filters': 'v1_2 counts all goals',
  'GET /v1/performance/employees/{employeeId}/goals/aggregate': 'v1_2 shows all goals',
  'GET /v1_1/performance/employees/{employeeId}/goals/aggregate': 'v1_2 shows all goals',
  'PUT /v1/performance/employees/{employeeId}/goals/{goalId}': 'v1_1 changes milestones too',
  'POST /v1/time-tracking/projects': 'the path with an underscore does the same, and is documented',
};

/** What keeps the two lists apart, in sentences; and exceptions that are none any more. */
export function findProblems(
  dialect: readonly DialectOperation[],
  client: readonly ClientOperation[],
  excepted: Readonly<Record<string, string>> = exceptions,
): string[] {
  const templates = dialect.map(({ id }) => id);
  const called = new Set<string>();
  const unknown = client.filter((operation) => {
    const id = bestMatch(operation, templates);
    if (id !== undefined) called.add(id);
    return id === undefined;
  });
  const written = dialect.filter(({ state }) => state === 'done' || state === 'partial');
  const missing = written.filter(({ id }) => !called.has(id) && !(id in excepted));
  const stale = Object.keys(excepted).filter((id) => called.has(id) || !written.some((one) => one.id === id));
  return [
    ...missing.map(({ id, state }) => `${id}: ${state} in the dialect, and the client has no method for it`),
    ...unknown.map(({ name, method, path }) => `${name}: no operation is ${method} /${path}`),
    ...stale.map((id) => `${id}: is no exception any more; mend the list in this file`),
  ];
}

// `employees/changed` fits `employees/{id}` too: the one with the most words of its own is meant.
function bestMatch(operation: ClientOperation, templates: readonly string[]): string | undefined {
  const fitting = templates.filter((template) => fits(operation, template));
  return fitting.sort((a, b) => countNames(a) - countNames(b))[0];
}

function fits({ method, path }: ClientOperation, template: string): boolean {
  const [wanted, place = ''] = template.split(' ');
  const [segments, parts] = [path.split('/'), place.split('/').slice(1)];
  return (
    wanted === method &&
    segments.length === parts.length &&
    parts.every((part, at) => part.startsWith('{') || part === segments[at])
  );
}

function countNames(template: string): number {
  return template.split('{').length;
}

if (import.meta.main) {
  const list = new URL('../packages/server/src/surfaces/bamboohr/operations.json', import.meta.url);
  const { operations } = JSON.parse(readFileSync(fileURLToPath(list), 'utf8'));
  const client = [...reads, ...writes, ...functions].map((one) => ({ ...one, path: versioned(one.path) }));
  const problems = findProblems(operations, client);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
