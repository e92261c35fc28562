// Writes that the connector has beside those that employees' services make, against a sandbox company.
import type { PeopleWrites } from '@joinery/connectors';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWriteBench, type WriteBench } from '../../testing/write-bench.ts';
import { openWrites } from '../connections/connections.service.ts';
import { listEmployeeFiles } from '../employee-files/employee-files.service.ts';
import { getList } from '../fields/lists.service.ts';

let bench: WriteBench;
let writes: PeopleWrites;

beforeAll(async () => {
  bench = await startWriteBench();
  writes = await bench.context.db.inCompany(bench.owner.companyId, (tx) =>
    openWrites(bench.context, tx, bench.owner.companyId, bench.connectionId, { urgency: 'person' }),
  );
});
afterAll(() => bench.close());

const titles = '17';

it('options of a list are added, renamed and archived, and seen to be', async () => {
  const added = [{ name: 'Wizard' }];
  expect(await writes.compareList(titles, added)).toBe('different');
  await writes.prepareListChange(titles, added).send();
  expect(await writes.compareList(titles, added)).toBe('same');
  const list = await getList(bench.context, bench.sourceOwner, Number(titles));
  const id = String(list.options.find(({ name }) => name === 'Wizard')?.id);
  const changed = [{ id, name: 'Sorcerer', archived: true }];
  expect(await writes.compareList(titles, changed)).toBe('different');
  await writes.prepareListChange(titles, changed).send();
  expect(await writes.compareList(titles, changed)).toBe('same');
  expect(await writes.compareList('999999', added)).toBe('gone');
});

it('a file is filed where it was to be, and a prepared one is not sent', async () => {
  const [category] = await writes.listFiles('1');
  const bytes = new Uint8Array(Buffer.from('A note.\n'));
  const file = {
    categoryId: category?.id ?? '',
    name: 'A note',
    originalName: 'note.txt',
    contentType: 'text/plain',
    bytes,
    share: true,
  };
  const files = async () =>
    (await listEmployeeFiles(bench.context, bench.sourceOwner, 1)).categories.flatMap((one) => one.files);
  const before = (await files()).length;
  const prepared = writes.prepareUpload('1', file);
  expect(prepared.summary).not.toContain('note.txt');
  expect(await files()).toHaveLength(before);
  const { id } = await prepared.send();
  expect((await files()).map((one) => String(one.number))).toContain(id);
});

it('somebody who is gone is not compared with', async () => {
  expect(await writes.hasEmployee('1')).toBe(true);
  expect(await writes.hasEmployee('999999')).toBe(false);
  expect(await writes.compareFields('999999', { city: 'Orem' })).toBe('gone');
});
