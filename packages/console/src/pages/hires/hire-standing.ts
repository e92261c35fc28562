// Where a hire stands and what a person can do about it. Pure.
import type { Hire, HireLogEntry, HireStep } from '@joinery/sdk';
import { counted } from '../../ui/names.ts';
import { stepTitles } from '../../ui/states.ts';

const isOver = ({ state }: HireStep): boolean => state === 'done' || state === 'skipped';

/** The step that a stopped hire stopped at. */
export function stoppedAt({ state, steps }: Pick<Hire, 'state' | 'steps'>): HireStep | undefined {
  if (state !== 'failed' && state !== 'needs_attention') return undefined;
  const broken = steps.find((step) => step.state === 'failed' || step.state === 'ambiguous');
  return broken ?? steps.find((step) => !isOver(step));
}

/** Steps that settle who the employee is: a person answers that, and leaves none of them out. */
const aboutPerson: readonly HireStep['name'][] = ['search', 'create', 'reactivate', 'read_back'];

/** Whether what has to be decided is who the employee is. */
export function isAboutPerson(hire: Pick<Hire, 'state' | 'steps'>): boolean {
  const stopped = stoppedAt(hire);
  return stopped === undefined || aboutPerson.includes(stopped.name);
}

export interface StepActs {
  retry: boolean;
  skip: boolean;
  /** It was left out, and can be done after all. */
  redo: boolean;
}

const noActs: StepActs = { retry: false, skip: false, redo: false };

export function actsOn(step: HireStep, hire: Pick<Hire, 'state' | 'steps'>): StepActs {
  const wasLeftOut = step.state === 'skipped' && step.proof?.unplanned !== true;
  if (hire.state === 'done') return { ...noActs, redo: wasLeftOut && step.name !== 'write_back' };
  const stopped = stoppedAt(hire);
  if (stopped === undefined) return noActs;
  if (isOver(step)) return { ...noActs, redo: wasLeftOut };
  const isHere = step.name === stopped.name;
  return {
    retry: isHere,
    skip: isHere && step.name !== 'search' && step.name !== 'create',
    redo: false,
  };
}

/** Nothing of it is at the provider, as far as its receipts say. */
export function mayCancel({ state, steps }: Pick<Hire, 'state' | 'steps'>): boolean {
  if (state === 'done' || state === 'cancelled') return false;
  return !steps.some(({ name, ...step }) => name !== 'search' && name !== 'read_back' && isWritten(step));
}

function isWritten({ state, outcome, attempts, proof }: Omit<HireStep, 'name'>): boolean {
  if (['sending', 'ambiguous', 'done'].includes(state)) return true;
  if (outcome === 'done' || outcome === 'ambiguous') return true;
  // The last sending may have come to nothing, and one before it not.
  const sends = Array.isArray(proof?.sends) ? (proof.sends as { outcome?: string }[]) : [];
  return sends.filter(({ outcome: how = '' }) => inVain.includes(how)).length < attempts;
}

const inVain: readonly string[] = ['not_sent', 'throttled', 'refused'];

/** What of a step’s sending is known, in one line. */
export interface EvidenceLine {
  at: string;
  text: string;
}

interface Evidence {
  lines: EvidenceLine[];
  /** Employees that the last look found. */
  employees: string[];
}

const looksFor: Record<string, string> = {
  marker: 'the marker',
  email: 'an e-mail address',
  birthDate: 'name and date of birth',
  phone: 'a phone number',
  name: 'the name',
};

/** What was sent, and what every look showed before and afterwards, oldest first. */
export function evidenceOf(hire: Pick<Hire, 'steps'>): Evidence {
  const create = hire.steps.find(({ name }) => name === 'create');
  const search = hire.steps.find(({ name }) => name === 'search');
  const looks = entriesIn(search?.proof?.looks);
  const lines = [
    ...entriesIn(create?.proof?.sends).map(({ at, outcome }) => ({
      at,
      text: `The create was sent. ${sentWords[String(outcome)] ?? ''}`.trim(),
    })),
    ...looks.map((look) => ({ at: look.at, text: lookWords(look) })),
  ];
  const sorted = lines.toSorted((one, other) => one.at.localeCompare(other.at));
  return {
    // Looks that show the same one after the other are one piece of evidence: the last.
    lines: sorted.filter(({ text }, index) => text !== sorted[index + 1]?.text),
    employees: employeesIn(looks.at(-1) ?? {}),
  };
}

const sentWords: Record<string, string> = {
  ambiguous: 'No answer arrived.',
  refused: 'BambooHR refused it.',
  throttled: 'BambooHR asked to wait.',
  not_sent: 'It did not get there.',
};

type Entry = Record<string, unknown> & { at: string };

function entriesIn(list: unknown): Entry[] {
  if (!Array.isArray(list)) return [];
  return list.filter((entry): entry is Entry => typeof (entry as { at?: unknown } | null)?.at === 'string');
}

function lookWords(look: Record<string, unknown>): string {
  const among = typeof look.scanned === 'number' ? ` among ${counted(look.scanned, 'person', 'people')}` : '';
  const withAnswer = (answer: string) =>
    Object.keys(looksFor).flatMap((key) => (look[key] === answer ? (looksFor[key] ?? []) : []));
  const found = Object.entries(looksFor).flatMap(([key, words]) => {
    const value = look[key];
    return Array.isArray(value) ? [`employee ${value.join(', ')} has ${words}`] : [];
  });
  const [absent, unknown] = [withAnswer('absent'), withAnswer('unknown')];
  const parts = [
    ...found,
    ...(absent.length > 0 ? [`nobody has ${anyOf(absent)}`] : []),
    ...(unknown.length > 0 ? [`it could not be told who has ${anyOf(unknown)}`] : []),
  ];
  return parts.length === 0 ? `Looked${among}.` : `Looked${among}: ${parts.join('; ')}.`;
}

const anyOf = (words: string[]): string =>
  new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(words);

function employeesIn(look: Record<string, unknown>): string[] {
  const found = Object.keys(looksFor).flatMap((key) => {
    const value = look[key];
    return Array.isArray(value) ? value.map(String) : [];
  });
  return [...new Set(found)];
}

const logWords: Record<string, string> = {
  requested: 'asked for the hire',
  triggered: 'moved the application, which began the hire',
  mended: 'changed what is sent',
  sent: 'sent it on',
  cancelled: 'ended it',
  unchecked: 'let it go on without comparing its values with the lists',
  resolved: 'decided who the employee is',
  step_retried: 'had a step done again',
  step_skipped: 'left a step out',
  approval_asked: 'asked for approval',
  approval_approved: 'approved it',
  approval_rejected: 'rejected it',
  approval_expired: 'waited in vain for approval',
  change_proposed: 'saw that the application says something else now',
  change_superseded: 'replaced a proposed change by a newer one',
  change_dismissed: 'dismissed a change',
  change_approval_asked: 'asked for approval of a change',
  change_approved: 'let a change through',
  change_rejected: 'rejected a change',
  change_expired: 'waited in vain for approval of a change',
  change_sent: 'sent a change',
  change_failed: 'could not send a change',
  finding_opened: 'found what should not be in the account',
  finding_resolved: 'found the account in order again',
};

const stateWords: Record<Hire['state'], string> = {
  draft: 'It is a draft',
  awaiting_approval: 'It waits for approval',
  queued: 'It waits for its turn',
  running: 'It is being sent',
  waiting: 'It waits to go on',
  done: 'It is done',
  failed: 'It failed',
  needs_attention: 'It needs a person',
  cancelled: 'It is cancelled',
};

/** One entry of the log, as a sentence without its end. */
export function logLine({ action, actor, step, detail }: HireLogEntry): string {
  const state = action === 'state_changed' ? detail?.to : undefined;
  if (typeof state === 'string' && state in stateWords) return stateWords[state as Hire['state']];
  const where = step === null ? '' : `: ${stepTitles[step as HireStep['name']]?.title ?? step}`;
  return `${actor} ${logWords[action] ?? action.replaceAll('_', ' ')}${where}`;
}

/** `840 ms`, `2.4 s`, `3 min`. */
export function durationWords(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${Math.round(milliseconds / 60_000)} min`;
}
