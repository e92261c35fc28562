// What a mapping is before anybody changed it, and how one version differs from another. Pure.
import type {
  Attachment,
  HireFile,
  MappingChange,
  MappingDefinition,
  MappingFile,
  MappingRule,
  MappingSourceName,
} from '@joinery/sdk';
import { canonicalJson } from '../../platform/canonical-json.ts';

/** What there is to read of one application. Null, or not there: blank. */
export type HireSources = Readonly<Partial<Record<MappingSourceName, string | null>>>;

const field = (...names: MappingSourceName[]) => names.map((name) => ({ field: name }));

/**
 * Right for an account of BambooHR that nobody changed: its standard fields, and nothing that is
 * guessed. When somebody can come is not when they begin, so only an offer says the hire date.
 */
export const defaultMapping: MappingDefinition = {
  rules: [
    { to: 'firstName', from: field('candidate.firstName') },
    { to: 'lastName', from: field('candidate.lastName') },
    { to: 'homeEmail', from: field('candidate.email') },
    { to: 'mobilePhone', from: field('candidate.phone') },
    { to: 'address1', from: field('candidate.addressLine1') },
    { to: 'address2', from: field('candidate.addressLine2') },
    { to: 'city', from: field('candidate.city') },
    { to: 'state', from: field('candidate.state') },
    { to: 'zipcode', from: field('candidate.zipCode') },
    { to: 'country', from: field('candidate.country'), format: { country: 'name' } },
    { to: 'hireDate', from: field('offer.startDate') },
    {
      to: 'employmentStatus',
      from: [...field('offer.employmentStatus', 'job.employmentType'), { constant: 'Full-Time' }],
      // How job boards write what the lists of a new account have.
      values: {
        'Full time': 'Full-Time',
        Fulltime: 'Full-Time',
        full_time: 'Full-Time',
        'Part time': 'Part-Time',
        Parttime: 'Part-Time',
        part_time: 'Part-Time',
        Contract: 'Contractor',
        Freelance: 'Contractor',
        Internship: 'Intern',
      },
    },
    { to: 'jobTitle', from: field('offer.jobTitle', 'job.title') },
    { to: 'department', from: field('offer.department', 'job.department') },
    { to: 'division', from: field('offer.division') },
    { to: 'location', from: field('offer.location', 'job.location') },
    { to: 'reportsTo', from: field('offer.reportsTo') },
    { to: 'payRate', from: field('offer.payRate') },
    { to: 'payCurrency', from: field('offer.payCurrency') },
    { to: 'payType', from: field('offer.payType') },
    { to: 'payPer', from: field('offer.payPer') },
  ],
  files: [
    { kind: 'resume', category: null },
    { kind: 'offer', category: null },
  ],
};

const mostDocuments = 8;

/**
 * The documents that go along: the newest résumé, the offer's own document or else the newest one, and
 * all of the other kinds. Null where that is no more than any hire sends: the newest résumé.
 */
export function chooseDocuments(
  files: readonly MappingFile[],
  attachments: readonly Pick<Attachment, 'fileId' | 'kind'>[],
  offerFileId: string | null,
): HireFile[] | null {
  const chosen = files.flatMap(({ kind, category }) => {
    const all = attachments.filter((attachment) => attachment.kind === kind);
    const own = all.filter(({ fileId }) => fileId === offerFileId);
    const ofKind = kind === 'resume' || kind === 'offer' ? (own.length > 0 ? own : all).slice(0, 1) : all;
    return ofKind.map(
      ({ fileId }): HireFile => ({
        attachmentId: fileId,
        kind,
        categoryId: null,
        ...(category !== null && { category }),
      }),
    );
  });
  const usual = files.find(({ kind }) => kind === 'resume')?.category === null;
  const isUsual = usual && chosen.every(({ kind }) => kind === 'resume');
  return isUsual ? null : chosen.slice(0, mostDocuments);
}

/** Values are the same whatever their case and the blanks around them. */
export function foldValue(value: string): string {
  return value.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();
}

/** What is sent instead of a value; undefined where the table says nothing of it. */
export function lookUpValue(values: MappingRule['values'], value: string): string | undefined {
  const wanted = foldValue(value);
  return Object.entries(values ?? {}).find(([given]) => foldValue(given) === wanted)?.[1];
}

/** The same mapping in which the rule of a field sends `sent` for `given`; undefined where no rule fills it. */
export function withValue(
  { rules, files }: MappingDefinition,
  { field: to, given, sent }: { field: string; given: string; sent: string },
): MappingDefinition | undefined {
  if (!rules.some((rule) => rule.to === to)) return undefined;
  const changed = rules.map((rule) => {
    if (rule.to !== to) return rule;
    const others = Object.entries(rule.values ?? {}).filter(([key]) => foldValue(key) !== foldValue(given));
    return { ...rule, values: Object.fromEntries([...others, [given, sent]]) };
  });
  return { rules: changed, files };
}

/** What is different, in the order of the fields as `after` has them; where a rule stands says nothing. */
export function changesBetween(before: MappingDefinition, after: MappingDefinition): MappingChange[] {
  return [
    ...changesOf('rules', before.rules, after.rules, (rule) => rule.to),
    ...changesOf('files', before.files, after.files, (file) => file.kind),
  ];
}

function changesOf<T extends NonNullable<MappingChange['before']>>(
  part: string,
  before: readonly T[],
  after: readonly T[],
  nameOf: (item: T) => string,
): MappingChange[] {
  const old = new Map(before.map((item) => [nameOf(item), item]));
  const changes = after.flatMap((item): MappingChange[] => {
    const was = old.get(nameOf(item)) ?? null;
    old.delete(nameOf(item));
    if (was !== null && canonicalJson(was) === canonicalJson(item)) return [];
    const change = was === null ? 'added' : 'changed';
    return [{ part: `${part}.${nameOf(item)}`, change, before: was, after: item }];
  });
  const removed = [...old].map(
    ([name, item]): MappingChange => ({
      part: `${part}.${name}`,
      change: 'removed',
      before: item,
      after: null,
    }),
  );
  return [...changes, ...removed];
}
