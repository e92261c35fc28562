// Whether the provider will understand what a hire says, before anything is sent. Pure.
import { type HirePreview, type OptionField, optionField, type SomeHireFields } from '@joinery/sdk';

export type UnknownOption = HirePreview['unknownOptions'][number];

/** Lists of the provider, by field. A list that could not be read is absent, and then nothing is said of it. */
export type KnownOptions = Partial<Record<OptionField, readonly string[]>>;

const listWords: Record<OptionField, string> = {
  jobTitle: 'job title',
  department: 'department',
  division: 'division',
  location: 'location',
  employmentStatus: 'employment status',
};

/** The same fields, with list values spelled as the provider spells them. */
export function asListed(fields: SomeHireFields, options: KnownOptions): SomeHireFields {
  const spelled: SomeHireFields = { ...fields };
  for (const field of optionField.options) {
    const listed = findOption(options[field] ?? [], fields[field]);
    if (listed !== undefined) spelled[field] = listed;
  }
  return spelled;
}

/** List values that the provider does not know and that nobody decided about. */
export function unknownOptions(
  fields: SomeHireFields,
  options: KnownOptions,
  { createOptions, open }: { createOptions: readonly OptionField[]; open?: readonly OptionField[] },
): UnknownOption[] {
  return optionField.options.flatMap((field) => {
    const value = fields[field];
    const list = options[field];
    if (value === undefined || list === undefined || createOptions.includes(field)) return [];
    if (findOption(list, value) !== undefined) return [];
    const canCreate = open === undefined ? null : open.includes(field);
    return [{ field, value, nearest: nearestOptions(list, value), canCreate }];
  });
}

function findOption(list: readonly string[], value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  return list.find((option) => plain(option) === plain(value));
}

const mostShown = 5;
const leastAlike = 0.5;

/** Options that read most like the value, the nearest first; none that have nothing to do with it. */
export function nearestOptions(list: readonly string[], value: string): string[] {
  return list
    .map((option) => ({ option, alike: likeness(option, value) }))
    .filter(({ alike }) => alike >= leastAlike)
    .sort((a, b) => b.alike - a.alike || a.option.localeCompare(b.option))
    .slice(0, mostShown)
    .map(({ option }) => option);
}

/** From 0 to 1: by letters, for what was typed otherwise, and by words, for what was ordered otherwise. */
function likeness(one: string, other: string): number {
  const [a, b] = [plain(one), plain(other)];
  const longest = Math.max(a.length, b.length);
  const letters = longest === 0 ? 0 : 1 - editDistance(a, b) / longest;
  return Math.max(letters, wordsInCommon(a, b));
}

function wordsInCommon(a: string, b: string): number {
  const [ofA, ofB] = [words(a), words(b)];
  const shared = [...ofA].filter((word) => ofB.has(word)).length;
  const fewest = Math.min(ofA.size, ofB.size);
  if (fewest === 0) return 0;
  // All words of the shorter one count for more than some of both, yet less than the same letters.
  return 0.9 * Math.max(shared / (ofA.size + ofB.size - shared), (shared / fewest) * 0.8);
}

function words(text: string): Set<string> {
  return new Set(text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== ''));
}

function plain(text: string): string {
  const folded = text.normalize('NFKD').replace(/\p{M}/gu, '');
  return folded.trim().replace(/\s+/g, ' ').toLowerCase();
}

function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      line.push(Math.min(replaced, (above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1));
    }
    above = line;
  }
  return above[b.length] ?? 0;
}

export interface OpenPoints {
  missing: HirePreview['missing'];
  unknownOptions: UnknownOption[];
}

/** For people: what a draft waits for; null when it waits for nothing. */
export function describeOpenPoints({ missing, unknownOptions: unknown }: OpenPoints): string | null {
  const said = [
    ...missing.map(({ message }) => message),
    ...unknown.map(({ field, value, nearest }) => {
      const hint = nearest.length === 0 ? '' : ` Nearest: ${nearest.map((name) => `“${name}”`).join(', ')}.`;
      return `The account does not know the ${listWords[field]} “${value}”.${hint}`;
    }),
  ];
  return said.length === 0 ? null : said.join(' ');
}
