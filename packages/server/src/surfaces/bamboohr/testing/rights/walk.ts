// Walks through every operation as somebody of a level and looks for what this somebody may not see:
// in the answers themselves, in what answers have to do with hidden values, and in what writes left.
import { Agent, request } from 'undici';
import { type Ask, type AskScene, readingAsks, type SavedReports, writingAsks, written } from './asks.ts';
import type { Level } from './levels.ts';
import { canariesIn, type Kept, keyOf, type Place, type World } from './world.ts';

export interface Leak {
  level: string;
  operation: string;
  path: string;
  what: string;
}

export interface Answered {
  status: number;
  /** Headers and body, without what differs from request to request. */
  text: string;
}

export interface Walked {
  leaks: Leak[];
  requests: number;
  /** Statuses that each operation answered with. */
  statuses: Map<string, Set<number>>;
}

const agent = new Agent({ connections: 8, pipelining: 1 });

/** Closes the connections of all walks. */
export const endWalks = (): Promise<void> => agent.close();

export interface Walk {
  world: World;
  reports: SavedReports;
  /** Of all that can be asked of an operation, every which is asked; 1 is all. Each level begins elsewhere. */
  oneOf: number;
  /** Of all operations, every which is asked; 1 is all. Each level begins elsewhere. */
  operationsOneOf: number;
  turn: number;
}

type Turn = Pick<Walk, 'oneOf' | 'operationsOneOf' | 'turn'>;

export async function walk({ world, reports, ...turn }: Walk, level: Level): Promise<Walked> {
  const scene: AskScene = { world, level, reports };
  const walked: Walked = { leaks: [], requests: 0, statuses: new Map() };
  const leak = (ask: Ask, what: string): void => {
    const { operation, path } = ask;
    walked.leaks.push({ level: level.name, operation, path: path.slice(0, 160), what });
  };
  const note = (ask: Ask, { status }: Answered): void => {
    walked.requests += 1;
    const statuses = walked.statuses.get(ask.operation) ?? new Set();
    walked.statuses.set(ask.operation, statuses.add(status));
    if (status >= 500 && status !== 501) leak(ask, `answered ${status}`);
  };
  const asks = someOf(readingAsks(scene), turn);
  const before = await answersTo(world, level, asks);
  for (const [index, ask] of asks.entries()) {
    const answer = before[index];
    if (answer === undefined) continue;
    note(ask, answer);
    const seen = hiddenIn(answer.text, world, level, ask);
    if (seen.length > 0) leak(ask, `shows ${seen.slice(0, 3).map(keyOf).join(', ')}`);
  }
  await world.write(exchangeable(level));
  const after = await answersTo(world, level, asks);
  await world.write(new Set());
  for (const [index, ask] of asks.entries()) {
    const [one, other] = [before[index], after[index]];
    if (one === undefined || other === undefined || one.text === other.text) continue;
    // What tells the time of the request differs for itself; then it does so without an exchange too.
    const [again] = await answersTo(world, level, [ask]);
    if (again?.text === one.text) leak(ask, `depends on hidden values: ${difference(one.text, other.text)}`);
  }
  await tryWrites(scene, someOf(writingAsks(scene), turn), note, leak);
  return walked;
}

/** Every nth of what is asked of each operation whose turn it is, and at least one. */
function someOf(asks: Ask[], { oneOf, operationsOneOf, turn }: Turn): Ask[] {
  const operations = [...new Set(asks.map(({ operation }) => operation))];
  const now = new Set(operations.filter((_, at) => (at + turn) % operationsOneOf === 0));
  const counts = new Map<string, number>();
  return asks.filter(({ operation }, index) => {
    if (!now.has(operation)) return false;
    const count = counts.get(operation) ?? 0;
    counts.set(operation, count + 1);
    const isLast = asks[index + 1]?.operation !== operation && count < turn % oneOf;
    return count % oneOf === turn % oneOf || isLast;
  });
}

async function tryWrites(
  scene: AskScene,
  asks: readonly Ask[],
  note: (ask: Ask, answer: Answered) => void,
  leak: (ask: Ask, what: string) => void,
): Promise<void> {
  const { world, level } = scene;
  const step = 25;
  for (let from = 0; from < asks.length; from += step) {
    const group = asks.slice(from, from + step);
    const answers = await answersTo(world, level, group);
    for (const [index, ask] of group.entries()) {
      const answer = answers[index];
      if (answer === undefined) continue;
      note(ask, answer);
      const seen = hiddenIn(answer.text, world, level, ask);
      if (seen.length > 0) leak(ask, `shows ${seen.slice(0, 3).map(keyOf).join(', ')}`);
    }
    if (changedAgainstRights(world, level, await world.read()) !== undefined) {
      // Which of them it was: each by itself, on an untouched company.
      for (const ask of group) {
        await world.write(new Set());
        await answersTo(world, level, [ask]);
        const changed = changedAgainstRights(world, level, await world.read());
        if (changed !== undefined) leak(ask, `changes ${changed}`);
      }
    }
    await world.write(new Set());
  }
}

/** A place that was changed though the level may not change it. */
function changedAgainstRights({ people, original }: World, level: Level, now: Kept): string | undefined {
  const isClosed = (place: Place) => level.closed.has(keyOf(place));
  for (const before of original.people) {
    const after = now.people.find(({ id }) => id === before.id);
    for (const [path, value] of Object.entries(before.values))
      if (
        isClosed({ person: before.number, path }) &&
        JSON.stringify(after?.values[path]) !== JSON.stringify(value)
      )
        return keyOf({ person: before.number, path });
    // The status follows the employment status, whoever may write that.
    const follows = !isClosed({ person: before.number, path: 'employmentStatus.employmentStatus' });
    if (isClosed({ person: before.number, path: 'status' }) && !follows && after?.status !== before.status)
      return keyOf({ person: before.number, path: 'status' });
  }
  const numbers = new Map(people.map(({ id, number }) => [id, number]));
  const rows = new Map(now.rows.map((row) => [row.id, row]));
  for (const before of original.rows) {
    const after = rows.get(before.id);
    rows.delete(before.id);
    const person = numbers.get(before.employeeId) ?? 0;
    for (const [column, value] of Object.entries(before.values)) {
      const place = { person, path: `${before.table}.${column}` };
      if (isClosed(place) && JSON.stringify(after?.values[column]) !== JSON.stringify(value))
        return keyOf(place);
    }
  }
  // Rows that were added, and people.
  for (const { employeeId, table, values } of rows.values())
    for (const [column, value] of Object.entries(values)) {
      const place = { person: numbers.get(employeeId) ?? 0, path: `${table}.${column}` };
      if (isClosed(place) && JSON.stringify(value).includes(written)) return keyOf(place);
    }
  const added = now.people.filter(({ id }) => !numbers.has(id));
  for (const { number, values } of added)
    for (const [path, value] of Object.entries(values))
      if (
        people.every((one) => isClosed({ person: one.number, path })) &&
        JSON.stringify(value).includes(written)
      )
        return `${path} of the new employee ${number}`;
  return undefined;
}

function exchangeable({ exchangeable: places, definition }: Level): ReadonlySet<string> {
  if (!definition.directory) return places;
  return new Set([...places].filter((place) => !isInDirectory(place.split(' ')[1] ?? '')));
}

/** Hidden places whose values an answer holds. */
function hiddenIn(text: string, { paths }: World, level: Level, ask: Ask): Place[] {
  const inDirectory = level.definition.directory && ask.operation === 'GET /v1/employees/directory';
  return canariesIn(text, paths).filter(
    (place) => level.hidden.has(keyOf(place)) && !(inDirectory && isInDirectory(place.path)),
  );
}

// The directory has a right of its own, which shows these of everybody who is active and has begun.
const directoryPaths: ReadonlySet<string> = new Set([
  ...[
    'firstName',
    'lastName',
    'preferredName',
    'workPhone',
    'workPhoneExtension',
    'mobilePhone',
    'workEmail',
  ],
  ...['facebook', 'linkedIn', 'twitterFeed', 'pinterest', 'instagram', 'pronouns', 'status', 'hireDate'],
  ...['jobTitle', 'department', 'location', 'division', 'reportsTo', 'date'].map(
    (column) => `jobInfo.${column}`,
  ),
]);

function isInDirectory(path: string): boolean {
  return directoryPaths.has(path);
}

/** In order; several at a time. */
export async function answersTo(
  world: World,
  { apiKey }: { apiKey: string },
  asks: readonly Ask[],
): Promise<Answered[]> {
  const answers: Answered[] = new Array(asks.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < asks.length) {
      const index = next;
      next += 1;
      const ask = asks[index];
      if (ask !== undefined) answers[index] = await answerTo(world, apiKey, ask);
    }
  };
  await Promise.all(Array.from({ length: 6 }, work));
  return answers;
}

const ownToARequest = ['date', 'x-request-id', 'connection', 'keep-alive', 'transfer-encoding'];

async function answerTo({ origin, slug }: World, apiKey: string, ask: Ask): Promise<Answered> {
  const isNative = ask.operation.startsWith('native');
  const { statusCode, headers, body } = await request(
    isNative ? `${origin}${ask.path}` : `${origin}/api/gateway.php/${slug}${ask.path}`,
    {
      method: ask.method as 'GET',
      dispatcher: agent,
      headers: {
        authorization: isNative
          ? `Bearer ${apiKey}`
          : `Basic ${Buffer.from(`${apiKey}:x`).toString('base64')}`,
        ...(ask.accept === undefined ? {} : { accept: ask.accept }),
        ...(ask.type === undefined ? {} : { 'content-type': ask.type }),
      },
      ...(ask.body === undefined ? {} : { body: ask.body }),
    },
  );
  const bytes = Buffer.from(await body.arrayBuffer());
  const kept = Object.entries(headers).filter(([name]) => !ownToARequest.includes(name));
  return { status: statusCode, text: `${statusCode} ${JSON.stringify(kept)}\n${bytes.toString('latin1')}` };
}

function difference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 60), at + 40));
  return `${around(one)} / ${around(other)}`;
}
