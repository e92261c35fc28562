// Rules and standings in words, and what the settings' forms hold. Pure.
import type {
  AccessDefinition,
  CandidatePrivacy,
  Consent,
  DemographicQuestion,
  DemographicQuestionsInput,
  PrivacyQuery,
  RetentionRule,
} from '@joinery/sdk';
import { formatDate } from '../../ui/dates.ts';
import { counted } from '../../ui/names.ts';

export type PeopleState = NonNullable<PrivacyQuery['state']>;

export const tabs = {
  texts: 'Consents',
  retention: 'Retention',
  people: 'People',
  demographics: 'Demographics',
} as const;
export type Tab = keyof typeof tabs;

export const peopleStates: Record<PeopleState, string> = {
  due: 'Due soon',
  restricted: 'Restricted',
  erased: 'Erased',
};

/** Of an address of the page: what it does not know is left out. */
export function toPrivacySearch(given: Record<string, unknown>): { tab?: Tab; state?: PeopleState } {
  const tab = Object.keys(tabs).find((name) => name === given.tab) as Tab | undefined;
  const state = Object.keys(peopleStates).find((name) => name === given.state) as PeopleState | undefined;
  return { ...(tab && tab !== 'texts' && { tab }), ...(state && state !== 'due' && { state }) };
}

/** Whoever answers for how the company keeps people, as the server asks it. */
export function answersForPrivacy({ hiring, settings }: AccessDefinition, need: 'view' | 'edit'): boolean {
  const has = (right: 'none' | 'view' | 'edit') => right === 'edit' || (need === 'view' && right === 'view');
  return (
    has(hiring.candidates) &&
    has(settings.company) &&
    !hiring.assignedJobsOnly &&
    hiring.ownCandidatesOnly !== true
  );
}

const regions = new Intl.DisplayNames('en-GB', { type: 'region' });

/** `DE` is Germany, `EU` the union with the EEA, `*` everybody else. */
export function regionName(region: string): string {
  if (region === '*') return 'All others';
  if (region === 'EU') return 'European Union and EEA';
  const [country = region, part] = region.split('-');
  try {
    const name = regions.of(country) ?? country;
    return part ? `${name}, ${part}` : name;
  } catch {
    return region;
  }
}

export function ruleInWords({ keepMonths, floorMonths, action, remindDays }: RetentionRule): string {
  const act = action === 'erase' ? 'Erased' : 'Restricted';
  const floor = floorMonths > 0 ? ` Never erased within ${counted(floorMonths, 'month')}.` : '';
  return `${act} ${counted(keepMonths, 'month')} after the last contact, with ${counted(remindDays, 'day')} of notice.${floor}`;
}

/** How long somebody is kept, in one sentence. */
export function standingInWords(privacy: CandidatePrivacy): string {
  const { state, rule, dueOn, heldReason, eraseOn } = privacy;
  if (state === 'erased') return 'Erased.';
  if (eraseOn) return `Restricted, and erased on ${formatDate(eraseOn)}: the law wants them kept until then.`;
  if (heldReason) return 'On hold: nothing is erased until the hold ends.';
  if (state === 'restricted') return 'Restricted: in no list, page or count but these.';
  if (dueOn && rule)
    return `${rule.action === 'erase' ? 'Erased' : 'Restricted'} after ${formatDate(dueOn)}.`;
  return rule ? 'Was hired: kept as long as the employee.' : 'No rule holds for them.';
}

/** How a consent came to be noted. */
export function howGiven({ applicationId, recordedBy }: Consent): string {
  return applicationId ? 'with an application' : `noted down by ${recordedBy}`;
}

export interface RuleValues {
  region: string;
  keepMonths: number | string;
  floorMonths: number | string;
  action: RetentionRule['action'];
  remindDays: number | string;
}

export const newRule: RuleValues = {
  region: '',
  keepMonths: 24,
  floorMonths: 0,
  action: 'erase',
  remindDays: 30,
};

const whole = (value: number | string, least: number, most: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;

/** What is wrong with rules, by `rules.0.region` and so on. */
export function checkRules(rules: RuleValues[]): Record<string, string> {
  const problems: Record<string, string> = {};
  rules.forEach(({ region, keepMonths, floorMonths, remindDays }, index) => {
    const at = (name: keyof RuleValues) => `rules.${index}.${name}`;
    const code = toRegion(region);
    if (!/^([A-Z]{2}(-[A-Z0-9]{1,3})?|\*)$/.test(code)) problems[at('region')] = 'Write DE, US-CA, EU or *';
    else if (rules.findIndex((rule) => toRegion(rule.region) === code) !== index)
      problems[at('region')] = 'There is a rule for it already';
    if (!whole(keepMonths, 1, 600)) problems[at('keepMonths')] = '1 to 600';
    if (!whole(floorMonths, 0, 600)) problems[at('floorMonths')] = '0 to 600';
    else if (typeof keepMonths === 'number' && Number(floorMonths) > keepMonths)
      problems[at('floorMonths')] = 'Not beyond the months that are kept';
    if (!whole(remindDays, 1, 365)) problems[at('remindDays')] = '1 to 365';
  });
  return problems;
}

const toRegion = (text: string): string => text.trim().toUpperCase();

export function toRules(rules: RuleValues[]): RetentionRule[] {
  return rules.map(({ region, keepMonths, floorMonths, action, remindDays }) => ({
    region: toRegion(region),
    keepMonths: Number(keepMonths),
    floorMonths: Number(floorMonths),
    action,
    remindDays: Number(remindDays),
  }));
}

export interface QuestionValues {
  /** Empty until it is saved: what is counted is known by it. */
  key: string;
  label: string;
  options: { id: string; label: string }[];
}

export const toQuestionValues = (questions: DemographicQuestion[]): QuestionValues[] =>
  questions.map(({ key, label, options }) => ({ key, label, options: options.map((one) => ({ ...one })) }));

export function checkQuestions(questions: QuestionValues[]): Record<string, string> {
  const problems: Record<string, string> = {};
  questions.forEach(({ label, options }, index) => {
    if (label.trim() === '') problems[`questions.${index}.label`] = 'Write the question';
    if (options.filter((option) => option.label.trim() !== '').length < 2)
      problems[`questions.${index}.options`] = 'At least two answers to choose from';
  });
  return problems;
}

/** What has a name keeps it; what is new is named by its words. Answers without words are left out. */
export function toQuestions(
  questions: QuestionValues[],
  taken: readonly string[],
): DemographicQuestionsInput['questions'] {
  const keys = new Set([...taken, ...questions.map(({ key }) => key)]);
  return questions.map(({ key, label, options }) => {
    const ids = new Set(options.map(({ id }) => id));
    return {
      key: key || nameOf(label, keys),
      label: label.trim(),
      options: options
        .filter((option) => option.label.trim() !== '')
        .map((option) => ({ id: option.id || nameOf(option.label, ids), label: option.label.trim() })),
    };
  });
}

/** A key made of words that none of the others is; it is added to them. */
export function nameOf(words: string, others: Set<string>): string {
  const plain = words
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 34)
    .replace(/_+$/, '');
  const stem = plain === '' ? 'text' : plain;
  let name = stem;
  for (let count = 2; others.has(name); count += 1) name = `${stem}_${count}`;
  others.add(name);
  return name;
}
