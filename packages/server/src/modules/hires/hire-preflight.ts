// Whether the provider will understand what a hire says, before anything is sent. Pure.
import {
  type HirePreview,
  type ListedField,
  listedField,
  type OptionField,
  optionField,
  type SomeHireFields,
} from '@joinery/sdk';

export type UnknownOption = HirePreview['unknownOptions'][number];

/** Lists of the provider, by field. A list that could not be read is absent, and then nothing is said of it. */
export type KnownOptions = Partial<Record<Exclude<ListedField, 'reportsTo'>, readonly string[]>>;
const choices = listedField.exclude(['reportsTo']).options;

const listWords: Record<ListedField, string> = {
  jobTitle: 'job title',
  department: 'department',
  division: 'division',
  location: 'location',
  employmentStatus: 'employment status',
  payType: 'pay type',
  payPer: 'pay period',
  paySchedule: 'pay schedule',
  reportsTo: 'supervisor',
};

/** The same fields, with list values spelled as the provider spells them. */
export function asListed(fields: SomeHireFields, options: KnownOptions): SomeHireFields {
  const spelled: SomeHireFields = { ...fields };
  for (const field of choices) {
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
  return choices.flatMap((field) => {
    const value = fields[field];
    const list = options[field];
    if (value === undefined || list === undefined || isIn(createOptions, field)) return [];
    if (findOption(list, value) !== undefined) return [];
    const isFixed = !isIn(optionField.options, field);
    const canCreate = isFixed ? false : open === undefined ? null : isIn(open, field);
    return [{ field, value, nearest: nearestOptions(list, value), canCreate }];
  });
}

function isIn(fields: readonly OptionField[], field: ListedField): boolean {
  return (fields as readonly ListedField[]).includes(field);
}

function findOption(list: readonly string[], value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  return list.find((option) => plain(option) === plain(value));
}

const mostShown = 5;
const leastAlike = 0.5;

/** Options that read most like the value, the nearest first; none that have nothing to do with it. */
export function nearestOptions(list: readonly string[], value: string): string[] {
  const nearest = nearestTo(value);
  for (const option of list) nearest.add(option);
  return nearest.options();
}

/** The same of options that come one by one, with other ways to write them: only those that are shown are kept. */
export function nearestTo(value: string): {
  add(option: string, ...spellings: string[]): void;
  options(): string[];
} {
  let kept: { option: string; alike: number }[] = [];
  return {
    add(option, ...spellings) {
      const alike = Math.max(...[option, ...spellings].map((spelling) => likeness(spelling, value)));
      if (alike < leastAlike || kept.some((one) => one.option === option)) return;
      kept = [...kept, { option, alike }]
        .sort((a, b) => b.alike - a.alike || a.option.localeCompare(b.option))
        .slice(0, mostShown);
    },
    options: () => kept.map(({ option }) => option),
  };
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
  /** Why values could not be compared with the lists, unless somebody said that it goes on all the same. */
  unread: string | null;
}

/** For people: what a draft waits for; null when it waits for nothing. */
export function describeOpenPoints({ missing, unknownOptions: unknown, unread }: OpenPoints): string | null {
  const said = [
    ...missing.map(({ message }) => message),
    ...unknown.map(({ field, value, nearest }) => {
      // Names of employees are not everybody's to read, and this is kept.
      const hint =
        nearest.length === 0 || field === 'reportsTo'
          ? ''
          : ` Nearest: ${nearest.map((name) => `“${name}”`).join(', ')}.`;
      return `The account does not know the ${listWords[field]} “${value}”.${hint}`;
    }),
    ...(unread === null
      ? []
      : [
          `Which values the account knows could not be read: ${unread} Try again later, or let it go on without checks.`,
        ]),
  ];
  return said.length === 0 ? null : said.join(' ');
}
