import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { zip } from '../../platform/documents/zip-writer.ts';
import { addMonths, dueNow, regionOf, ruleFor, usualRules } from './retention.ts';

it.each([
  ['Berlin, Germany', null, null, 'DE', 'EU'],
  ['Austin, TX', null, null, 'US-TX', 'US'],
  ['San Francisco, California', 'Germany', null, 'US-CA', 'US-CA'],
  ['Remote', 'United States', 'California', 'US-CA', 'US-CA'],
  ['Remote (Norway)', 'US', null, 'NO', 'EU'],
  ['Nowhere', 'Japan', null, 'JP', '*'],
  [null, null, null, undefined, '*'],
])(
  'of a job in %s and somebody of %s, %s the region is %s, and the rule that of %s',
  (jobLocation, country, state, region, rule) => {
    expect(regionOf({ jobLocation, country, state })).toBe(region);
    expect(ruleFor(usualRules, region)?.region).toBe(rule);
  },
);

it.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2024-02-29', 12, '2025-02-28'],
  ['2026-11-15', 24, '2028-11-15'],
])('%s and %d months later is %s', (date, months, later) => {
  expect(addMonths(date, months)).toBe(later);
});

const rule = { region: '*', keepMonths: 12, floorMonths: 0, action: 'erase', remindDays: 30 } as const;
it.each([
  ['2026-05-01', null, 'nothing'],
  ['2026-12-01', null, 'nothing'],
  ['2026-12-02', null, 'remind'],
  ['2030-01-01', null, 'remind'],
  ['2027-01-01', '2026-12-02', 'act'],
  ['2026-12-31', '2026-12-02', 'nothing'],
  ['2027-01-20', '2026-12-25', 'nothing'],
  ['2027-01-24', '2026-12-25', 'act'],
] as const)('on %s, told on %s, what is due is: %s', (today, remindedOn, due) => {
  expect(dueNow({ lastContactOn: '2026-01-01', remindedOn, rule }, today)).toBe(due);
});

it('an archive is one that others can read', async () => {
  async function* entries() {
    yield { name: 'person.json', content: Buffer.from('{"name": "Zoë"}') };
    yield { name: 'files/fil_1/Lebenslauf Zoë.pdf', content: Buffer.alloc(100_000, 7), stored: true };
    yield { name: 'empty', content: Buffer.alloc(0) };
  }
  const parts: Uint8Array[] = [];
  for await (const part of zip(entries())) parts.push(part);
  const folder = mkdtempSync(join(tmpdir(), 'joinery-zip-'));
  try {
    writeFileSync(join(folder, 'a.zip'), Buffer.concat(parts));
    const script = `import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print([(i.filename, i.file_size) for i in z.infolist()])`;
    const told = execFileSync('python3', ['-c', script, join(folder, 'a.zip')], { encoding: 'utf8' });
    expect(told.trim()).toBe(
      "[('person.json', 16), ('files/fil_1/Lebenslauf Zoë.pdf', 100000), ('empty', 0)]",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
