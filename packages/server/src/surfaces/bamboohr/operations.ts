// Which operations the emulated API has, and how far each is written here. The list is
// operations.json; an operation without a handler answers 501. operation-scopes.json says which OAuth
// scopes open each.
import scopes from './operation-scopes.json' with { type: 'json' };
import list from './operations.json' with { type: 'json' };

/** `METHOD /version/path/{param}`, also its name in faults and in the request ledger of a sandbox. */
export type OperationId = string;

export interface Operation {
  id: OperationId;
  state: 'done' | 'partial' | 'not_yet';
  /** What a partial operation lacks. */
  missing?: string;
  /** Evidence tags of the fact sheet. */
  evidence: string;
  /** An OAuth token needs one of them, if there are any. */
  scopes: readonly string[];
}

export interface MatchedOperation {
  operation: Operation;
  params: Record<string, string>;
}

interface Pattern {
  operation: Operation;
  method: string;
  segments: string[];
  /** Where its parameters stand, and how they are called. */
  params: { at: number; name: string }[];
}

const scopesOf: Record<string, string[] | undefined> = scopes;

export const operations: Operation[] = (list.operations as Omit<Operation, 'scopes'>[]).map((operation) => ({
  ...operation,
  scopes: scopesOf[operation.id] ?? [],
}));

const patterns = compile(operations);

/** Undefined when no operation of the API has this path; an empty list of matches is another method's path. */
export function findOperation(
  method: string,
  version: string,
  segments: readonly string[],
): MatchedOperation | { allowed: string[] } | undefined {
  const onPath = (patterns.get(`${version}/${segments.length}`) ?? []).filter((p) => fits(p, segments));
  if (onPath.length === 0) return undefined;
  const wanted = method === 'HEAD' ? 'GET' : method;
  const pattern = onPath.find((p) => p.method === wanted);
  if (pattern === undefined) return { allowed: [...new Set(onPath.map((p) => p.method))] };
  return { operation: pattern.operation, params: paramsOf(pattern, segments) };
}

function compile(all: Operation[]): Map<string, Pattern[]> {
  const byShape = new Map<string, Pattern[]>();
  for (const operation of all) {
    const [method = '', path = ''] = operation.id.split(' ');
    const [version = '', ...segments] = path.slice(1).split('/');
    const shape = `${version}/${segments.length}`;
    const params = segments.flatMap((segment, at) =>
      isParam(segment) ? [{ at, name: segment.slice(1, -1) }] : [],
    );
    byShape.set(shape, [...(byShape.get(shape) ?? []), { operation, method, segments, params }]);
  }
  // Literal segments win over parameters: employees/directory is not the employee "directory".
  for (const shaped of byShape.values()) shaped.sort((a, b) => a.params.length - b.params.length);
  return byShape;
}

function fits(pattern: Pattern, segments: readonly string[]): boolean {
  return pattern.segments.every((segment, i) => isParam(segment) || segment === segments[i]);
}

function paramsOf(pattern: Pattern, segments: readonly string[]): Record<string, string> {
  return Object.fromEntries(pattern.params.map(({ at, name }) => [name, segments[at] ?? '']));
}

function isParam(segment: string): boolean {
  return segment.startsWith('{');
}
