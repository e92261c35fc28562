// What the reading half of every connector promises, as cases that run against a living account:
// a sandbox company here, or a provider's own test account.
import assert from 'node:assert/strict';
import { ProviderError } from '@joinery/sdk';
import type {
  Capabilities,
  PeopleSource,
  ReadStrategy,
  SourceCatalogue,
  SourceRow,
  SourceValue,
} from '../people-source.ts';

export interface ReadingBench {
  /** The account as its keys see it; a stranger's key is one that nobody made. */
  open(key?: 'full' | 'limited' | 'stranger'): PeopleSource;
  /** Fields that the full key sees with values of somebody, and the limited one does not. */
  readonly hidden: readonly string[];
  /** Somebody of each kind that is easily lost. */
  readonly cast: {
    readonly terminated: string;
    /** Begins later, and has a row of job information dated then. */
    readonly future: string;
    /** Has values in the account's own fields, with odd characters in names and values. */
    readonly unusual: string;
  };
  /** Values of the unusual person, by the names of fields. */
  readonly unusualValues: Readonly<Record<string, SourceValue>>;
  /** A file of the terminated, who has a photo as well, shared with them, in one of several categories. */
  readonly file: { readonly name: string; readonly text: string };
  /** A table with dates and amounts in which somebody has rows, one of them in the future. */
  readonly table: string;
  /** Changes one person, adds one and removes one; their ids. */
  changePeople(): Promise<{ updated: string; inserted: string; deleted: string }>;
  /** What happens to the next answer of this kind. `vanished` takes away the named fields. */
  spoilNext(
    what: 'report' | 'dataset' | 'rows',
    how: 'cut' | 'web_page' | 'short' | 'vanished',
    fields?: readonly string[],
  ): Promise<void>;
}

export interface ReadingCase {
  id: string;
  /** The promise. */
  promise: string;
  run(bench: ReadingBench): Promise<void>;
}

const strategies: readonly ReadStrategy[] = ['report', 'datasets'];

export const readingCases: ReadingCase[] = [
  {
    id: 'strategies-agree',
    promise: 'every strategy brings the same people with equal values for what it covers',
    async run(bench) {
      const source = bench.open();
      const catalogue = await source.discover();
      const names = namesOf(catalogue);
      const covered = names.filter((name) => source.covers('datasets', [name], catalogue));
      assert(covered.length > 40, `only ${covered.length} fields are covered`);
      const report = await readAll(source, 'report', covered);
      const dataset = await readAll(source, 'datasets', covered);
      assert.deepEqual([...dataset.people.keys()].sort(), [...report.people.keys()].sort());
      const ahead = await peopleWithFutureRows(source, catalogue);
      for (const [id, values] of report.people) {
        const other = dataset.people.get(id) ?? {};
        for (const name of covered) {
          // A report shows what begins later, a dataset what is true today.
          if (ahead.has(id) && isOfTable(name, catalogue)) continue;
          if (name === 'status' && !Object.hasOwn(other, name)) continue;
          assert.deepEqual(other[name], values[name], `${name} of ${id}`);
        }
      }
    },
  },
  {
    id: 'nobody-is-lost',
    promise: 'terminated and inactive people and those who begin later are read like everybody',
    async run(bench) {
      const source = bench.open();
      await source.discover();
      for (const strategy of strategies) {
        const { people, announced } = await readAll(source, strategy, ['firstName', 'status', 'hireDate']);
        if (announced !== null) assert.equal(people.size, announced);
        for (const [kind, id] of Object.entries(bench.cast))
          assert(people.has(id), `${kind} is not in the ${strategy}`);
        assert.notEqual(people.get(bench.cast.future)?.status, 'Inactive');
      }
    },
  },
  {
    id: 'unusual-values',
    promise: 'names and values with odd characters, own fields, dates and amounts arrive as they are',
    async run(bench) {
      const source = bench.open();
      const catalogue = await source.discover();
      for (const strategy of strategies) {
        const names = Object.keys(bench.unusualValues).filter((name) =>
          source.covers(strategy, [name], catalogue),
        );
        assert(names.length > 2);
        const { people } = await readAll(source, strategy, names);
        const expected = Object.fromEntries(names.map((name) => [name, bench.unusualValues[name]]));
        assert.deepEqual(people.get(bench.cast.unusual), expected, strategy);
      }
    },
  },
  {
    id: 'some-people',
    promise: 'named people are read alone, and nobody when nobody is named',
    async run(bench) {
      const source = bench.open();
      const ids = [bench.cast.terminated, bench.cast.future];
      for (const asked of [ids, []]) {
        const page = await source.openPeople({
          strategy: 'report',
          fields: ['firstName'],
          page: 1,
          ids: asked,
        });
        const read = (await collect(page.people)).map(({ id }) => id);
        assert.deepEqual(read.sort(), [...asked].sort());
      }
    },
  },
  {
    id: 'hidden-fields',
    promise: 'a field that the key may not see is told as missing, and is no key of anybody’s values',
    async run(bench) {
      const full = bench.open();
      await full.discover();
      for (const strategy of strategies) {
        const seen = await readAll(full, strategy, bench.hidden);
        const filled = [...seen.people.values()].flatMap((values) => Object.values(values));
        assert(
          filled.some((value) => value !== null),
          'nobody has a value to hide',
        );
        const limited = bench.open('limited');
        await limited.discover();
        const page = await readAll(limited, strategy, ['firstName', ...bench.hidden]);
        assert.deepEqual([...page.missing].sort(), [...bench.hidden].sort());
        assert.equal(page.people.size, seen.people.size);
        for (const values of page.people.values()) assert.deepEqual(Object.keys(values), ['firstName']);
      }
    },
  },
  {
    id: 'rows',
    promise: 'rows of everybody are those of each person, with ids, dates and amounts',
    async run(bench) {
      const source = bench.open();
      await source.discover();
      const rows = await collect(await source.openRows(bench.table));
      const people = [...new Set(rows.map(({ employeeId }) => employeeId))];
      assert(people.includes(bench.cast.terminated), 'rows of the terminated are missing');
      for (const employeeId of [bench.cast.terminated, bench.cast.unusual]) {
        const own = await source.listRows(employeeId, bench.table);
        assert(own.length > 0);
        assert.deepEqual(byId(own), byId(rows.filter((row) => row.employeeId === employeeId)));
      }
      for (const row of rows) assert.match(row.id ?? '', /^\d+$/);
    },
  },
  {
    id: 'changed-rows',
    promise: 'rows of changed people are all of their rows, with the same values and without ids',
    async run(bench) {
      const source = bench.open();
      await source.discover();
      const all = await collect(await source.openRows(bench.table));
      const changed = await collect(await source.openChangedRows(bench.table, new Date(0)));
      const own = changed.find(({ employeeId }) => employeeId === bench.cast.unusual);
      assert(own !== undefined && own.rows.length > 0);
      const valuesOf = (rows: readonly SourceRow[]) =>
        rows.map(({ values }) => JSON.stringify(values)).sort();
      const expected = all.filter(({ employeeId }) => employeeId === bench.cast.unusual);
      assert.deepEqual(valuesOf(own.rows), valuesOf(expected));
    },
  },
  {
    id: 'changes',
    promise: 'who was added, changed or removed since an instant is told, and nobody after it',
    async run(bench) {
      const source = bench.open();
      const { updated, inserted, deleted } = await bench.changePeople();
      const { latest, changes } = await source.listChanges(new Date(0));
      const actionOf = (id: string) => changes.find(({ employeeId }) => employeeId === id)?.action;
      assert.equal(actionOf(deleted), 'deleted');
      assert.equal(actionOf(inserted), 'inserted');
      assert(actionOf(updated) !== undefined && actionOf(updated) !== 'deleted');
      const after = new Date(Date.parse(latest ?? '') + 60_000);
      assert.deepEqual((await source.listChanges(after)).changes, []);
    },
  },
  {
    id: 'cut-answers',
    promise: 'an answer that was cut, or is no answer of the provider, is an error and never a shorter list',
    async run(bench) {
      for (const how of ['cut', 'web_page'] as const) {
        for (const strategy of strategies) {
          const source = bench.open();
          await bench.spoilNext(strategy === 'report' ? 'report' : 'dataset', how);
          await failure(readAll(source, strategy, ['firstName', 'lastName', 'hireDate', 'city']));
        }
        await bench.spoilNext('rows', how);
        const source = bench.open();
        await failure((async () => collect(await source.openRows(bench.table)))());
      }
    },
  },
  {
    id: 'vanished-fields',
    promise: 'a field that vanishes between two readings is told as missing, never as empty',
    async run(bench) {
      for (const strategy of strategies) {
        await bench.spoilNext(strategy === 'report' ? 'report' : 'dataset', 'vanished', ['hireDate']);
        const { people, missing } = await readAll(bench.open(), strategy, ['firstName', 'hireDate']);
        assert.deepEqual(missing, ['hireDate'], strategy);
        for (const values of people.values()) assert(!Object.hasOwn(values, 'hireDate'));
      }
    },
  },
  {
    id: 'short-page',
    promise: 'a page tells how many people there are, so that a list made short can be noticed',
    async run(bench) {
      const source = bench.open();
      const whole = await readAll(source, 'datasets', ['firstName']);
      await bench.spoilNext('dataset', 'short');
      const short = await readAll(source, 'datasets', ['firstName']);
      assert(short.people.size < whole.people.size);
      assert.equal(whole.announced, whole.people.size);
    },
  },
  {
    id: 'files',
    promise:
      'files of a person are listed with name, size, date and sharing, and their bytes come as they are',
    async run(bench) {
      const source = bench.open();
      const categories = await source.listFiles(bench.cast.terminated);
      assert(categories.length > 1, 'empty categories are missing');
      const [file, ...others] = categories.flatMap(({ files }) => files);
      assert(file !== undefined && others.length === 0);
      const { name, bytes, shared, createdAt } = file;
      const size = Buffer.byteLength(bench.file.text);
      assert.deepEqual({ name, bytes, shared }, { name: bench.file.name, bytes: size, shared: true });
      assert(Math.abs(Date.parse(createdAt ?? '') - Date.now()) < 24 * 60 * 60 * 1000);
      const opened = await source.openFile(bench.cast.terminated, file.id);
      assert(opened.bytes === null || opened.bytes === size);
      assert.equal(Buffer.concat(await collect(opened.chunks)).toString(), bench.file.text);
    },
  },
  {
    id: 'photos',
    promise: 'a photo comes in the size that is asked for, and null says that there is none',
    async run(bench) {
      const source = bench.open();
      const [original, tiny] = [
        await source.readPhoto(bench.cast.terminated, 'original'),
        await source.readPhoto(bench.cast.terminated, 'tiny'),
      ];
      assert(original !== null && tiny !== null && tiny.length < original.length);
      assert.deepEqual([...original.subarray(0, 2)], [0xff, 0xd8]);
      assert.equal(await source.readPhoto(bench.cast.future, 'original'), null);
    },
  },
  {
    id: 'no-such-file',
    promise: 'a person or a file that is not there is refused, never an empty list or an empty file',
    async run(bench) {
      const source = bench.open();
      for (const ask of [
        () => source.listFiles('99999999'),
        () => source.openFile(bench.cast.terminated, '99999999'),
      ]) {
        const { code, status } = await failure(ask());
        assert.deepEqual({ code, status }, { code: 'provider.refused', status: 404 });
      }
    },
  },
  {
    id: 'catalogue',
    promise: 'fields, tables, lists and users are discovered, with the account’s own',
    async run(bench) {
      const { fields, tables, lists, users } = await bench.open().discover();
      for (const name of Object.keys(bench.unusualValues))
        assert(
          fields.some(({ alias, id }) => alias === name || id === name),
          name,
        );
      assert(tables?.some(({ alias, columns }) => alias === bench.table && columns.length > 1));
      assert(lists?.some(({ options }) => options.length > 0));
      assert(users !== null);
    },
  },
  {
    id: 'probe',
    promise: 'a probe tells what the key sees beside what is needed, in at most 12 requests',
    async run(bench) {
      const wanted: Capabilities = {
        mirror: { fields: ['firstName', ...bench.hidden], tables: [bench.table] },
        hires: false,
        writeThrough: false,
        recruiting: false,
      };
      const needOf = (list: readonly { name: string; need: string }[], name: string) =>
        list.find((one) => one.name === name)?.need;
      const full = await bench.open().probe(wanted);
      assert.deepEqual([full.reached, full.problem], [true, null]);
      assert(full.calls <= 12 && (full.employees ?? 0) > 3);
      assert.deepEqual(full.strategies, ['report', 'datasets']);
      for (const name of bench.hidden) assert.equal(needOf(full.fields, name), 'granted', name);
      assert.equal(needOf(full.tables, bench.table), 'granted');
      const limited = await bench.open('limited').probe(wanted);
      for (const name of bench.hidden) assert.equal(needOf(limited.fields, name), 'missing', name);
      assert.equal(needOf(limited.fields, 'firstName'), 'granted');
      assert(
        full.fields.some(({ need }) => need === 'excess'),
        'a key that sees everything sees too much',
      );
      const stranger = await bench.open('stranger').probe(wanted);
      assert.equal(stranger.reached, false);
      assert(stranger.problem !== null && stranger.accessLevel.steps.length > 3);
    },
  },
  {
    id: 'wrong-key',
    promise: 'a wrong key is told from everything else',
    async run(bench) {
      const source = bench.open('stranger');
      const readings = [
        () => source.listChanges(new Date(0)),
        () => source.openPeople({ strategy: 'report', fields: ['firstName'], page: 1 }),
        () => source.openRows(bench.table),
      ];
      for (const read of readings) assert.equal((await failure(read())).code, 'connections.unauthorized');
    },
  },
  {
    id: 'webhooks',
    promise: 'a webhook is made with a key of its own, listed without it, and removed',
    async run(bench) {
      const source = bench.open();
      const url = 'https://joinery.example/hooks/abc';
      const { id, privateKey } = await source.registerWebhook({ name: 'Joinery', url, fields: [] });
      assert(privateKey.length >= 16);
      const listed = await source.listWebhooks();
      assert.deepEqual(
        listed.filter((one) => one.id === id),
        [{ id, url }],
      );
      assert(!JSON.stringify(listed).includes(privateKey));
      await source.removeWebhook(id);
      assert(!(await source.listWebhooks()).some((one) => one.id === id));
    },
  },
];

interface Everybody {
  readonly people: ReadonlyMap<string, Readonly<Record<string, SourceValue>>>;
  readonly missing: readonly string[];
  readonly announced: number | null;
}

async function readAll(
  source: PeopleSource,
  strategy: ReadStrategy,
  fields: readonly string[],
): Promise<Everybody> {
  const people = new Map<string, Readonly<Record<string, SourceValue>>>();
  let missing: readonly string[] = [];
  let announced: number | null = null;
  for (let page: number | null = 1; page !== null; ) {
    const answer = await source.openPeople({ strategy, fields, page });
    for (const { id, values } of await collect(answer.people)) {
      assert(!people.has(id), `${id} came twice`);
      people.set(id, values);
    }
    missing = answer.missing;
    announced = answer.announced;
    page = answer.next;
  }
  return { people, missing, announced };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

function namesOf({ fields }: SourceCatalogue): string[] {
  return [...new Set(fields.map(({ alias, id }) => alias ?? id))];
}

function isOfTable(name: string, { fields, tables }: SourceCatalogue): boolean {
  const ids = fields.filter(({ alias, id }) => alias === name || id === name).map(({ id }) => id);
  const derived = ['terminationDate', 'payRateEffectiveDate'];
  return (
    derived.includes(name) || (tables ?? []).some(({ columns }) => columns.some(({ id }) => ids.includes(id)))
  );
}

async function peopleWithFutureRows(
  source: PeopleSource,
  { tables }: SourceCatalogue,
): Promise<ReadonlySet<string>> {
  const today = new Date(Date.now() - 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  const ahead = new Set<string>();
  for (const { alias } of tables ?? [])
    for (const { employeeId, values } of await collect(await source.openRows(alias)))
      if (
        Object.values(values).some(
          (value) => /^\d{4}-\d\d-\d\d$/.test(String(value)) && String(value) > today,
        )
      )
        ahead.add(employeeId);
  return ahead;
}

function byId(rows: readonly SourceRow[]): SourceRow[] {
  return [...rows].sort((a, b) => Number(a.id) - Number(b.id));
}

async function failure(promise: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  assert(error instanceof ProviderError, `expected a ProviderError, got ${String(error)}`);
  return error;
}
