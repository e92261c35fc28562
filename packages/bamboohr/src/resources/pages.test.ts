import { describe, expect, test } from 'vitest';
import { ShapeError } from '../json.ts';
import { aClient, errorOf } from '../testing/client.ts';
import { json, scriptedServer } from '../testing/scripted-server.ts';
import { type PageOf, readPages } from './pages.ts';

type Page = [items: string[], total: number | null, isLast: boolean];

async function readAll(first: number, ...pages: Page[]) {
  const asked: number[] = [];
  const read: string[] = [];
  const all = readPages<string>(first, async (page, judge) => {
    asked.push(page);
    const [items, total, isLast] = pages[page - first] ?? [[], 0, true];
    return judge({ items, total, isLast } satisfies PageOf<string>);
  });
  for await (const item of all) read.push(item);
  return { asked, read };
}

describe('pages', () => {
  test('are read in turn until the last', async () => {
    const { asked, read } = await readAll(0, [['a', 'b'], 3, false], [['c'], 3, true]);
    expect([asked, read]).toEqual([
      [0, 1],
      ['a', 'b', 'c'],
    ]);
  });

  test('may be one without items, or not say how many there are', async () => {
    expect((await readAll(1, [[], 0, true])).read).toEqual([]);
    expect((await readAll(1, [['a'], null, false], [[], null, true])).read).toEqual(['a']);
  });

  test.each<[string, Page[]]>([
    [
      'end early',
      [
        [['a'], 3, false],
        [['b'], 3, true],
      ],
    ],
    [
      'bring too much',
      [
        [['a', 'b'], 2, false],
        [['c'], 2, true],
      ],
    ],
    [
      'announce another number on the way',
      [
        [['a'], 3, false],
        [['b', 'c'], 4, true],
      ],
    ],
    [
      'are empty before the last',
      [
        [['a'], 2, false],
        [[], 2, false],
        [['b'], 2, true],
      ],
    ],
    [
      'announced a number once and then do not say',
      [
        [['a'], 3, false],
        [['b'], null, false],
        [[], null, true],
      ],
    ],
  ])('that %s are not the whole', async (_what, pages) => {
    await expect(readAll(1, ...pages)).rejects.toThrow(ShapeError);
  });
});

const cut = { data: [{ id: 1, label: 'Oslo' }], meta: { totalPages: 1, totalItems: 2 } };
const fields = {
  name: 'employee',
  fields: [{ name: 'eeid' }],
  pagination: { total_records: 2, current_page: 1, total_pages: 1 },
};

test.each([
  ['company.locations', cut, (hr: ReturnType<typeof aClient>) => hr.company.locations().next()],
  ['meta.timeZones', cut, (hr: ReturnType<typeof aClient>) => hr.meta.timeZones().next()],
  ['datasets.fields', fields, (hr: ReturnType<typeof aClient>) => hr.datasets.fields('employee')],
])('%s that was cut is an error', async (operation, body, run) => {
  const server = await scriptedServer(json(body));
  const error = await errorOf(run(aClient(server.baseUrl)));
  expect(error).toMatchObject({ operation, outcome: 'ambiguous', reason: 'unexpected_content', status: 200 });
});
