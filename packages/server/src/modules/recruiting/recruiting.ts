// Recruiting of a connected account: what its applications become here, and what follows. Pure.
import type { ApplicationHint, ReceivedApplication } from '@joinery/connectors';
import type { RecruitingSettings, RecruitingStatus, StageKind } from '@joinery/sdk';
import { z } from 'zod';
import { storableText } from '../../platform/storable-text.ts';

/** What of an account was read completely. */
export const readingCursor = z.object({
  /** Applications that came before this instant were seen. */
  since: z.iso.datetime().nullable().default(null),
  /** Lists of which the last reading came to its end. */
  complete: z.array(z.enum(['hired', 'inactive'])).default([]),
});
export type ReadingCursor = z.infer<typeof readingCursor>;

/** What is read again each time: clocks differ, and what was written meanwhile may not be listed yet. */
export const overlapMs = 10 * 60_000;

/** How often an application that cannot be read is tried before a person is asked. */
export const maxAttempts = 5;
/** The same where the account fails and does not refuse: it may be in trouble for long. */
export const manyAttempts = 20;

/** What statuses mean: as the account says, unless a person said otherwise. */
export function kindsOf(
  statuses: readonly Pick<RecruitingStatus, 'id' | 'kind'>[],
  { statusKinds }: Pick<RecruitingSettings, 'statusKinds'>,
): ReadonlyMap<string, StageKind> {
  const told = statuses.flatMap(({ id, kind }): [string, StageKind][] => (kind === null ? [] : [[id, kind]]));
  return new Map([...told, ...Object.entries(statusKinds)]);
}

export function kindOf(
  { statusId, kind }: Pick<ApplicationHint, 'statusId' | 'kind'>,
  kinds: ReadonlyMap<string, StageKind>,
): StageKind | null {
  return (statusId === null ? undefined : kinds.get(statusId)) ?? kind;
}

/** Kinds that are followed here: an end there is an end here, and what lies between is each account's own. */
const ends: readonly StageKind[] = ['hired', 'rejected', 'withdrawn'];

export function isEnd(kind: StageKind | null): kind is StageKind {
  return kind !== null && ends.includes(kind);
}

/** From when on applications are asked for; null: from the beginning. */
export function readSince(
  { since }: Pick<ReadingCursor, 'since'>,
  settings: Pick<RecruitingSettings, 'since'>,
): Date | null {
  if (since !== null) return new Date(new Date(since).getTime() - overlapMs);
  return settings.since === null ? null : new Date(`${settings.since}T00:00:00Z`);
}

/** Whether an application is to come at all. Of one without a date nothing speaks against it. */
export function isWanted(
  { appliedAt, kind }: Pick<ApplicationHint, 'appliedAt' | 'kind'>,
  { take, since }: Pick<RecruitingSettings, 'take' | 'since'>,
): boolean {
  if (take === 'hires' && kind !== 'hired') return false;
  return since === null || appliedAt === null || appliedAt.slice(0, 10) >= since;
}

/** Whether other applications come by the new settings than by the old ones. */
export function isReadAnew(before: RecruitingSettings, after: RecruitingSettings): boolean {
  const choice = ({ take, since, statusKinds }: RecruitingSettings) =>
    JSON.stringify([take, since, Object.entries(statusKinds).sort()]);
  return choice(before) !== choice(after);
}

/** One line or several that can be stored and shown, however long it came; undefined for a blank. */
export function received(text: string | null | undefined, most: number): string | undefined {
  if (text === null || text === undefined) return undefined;
  const clean = storableText(text)
    .replace(/[\p{Cc}]+/gu, ' ')
    .trim();
  return clean === '' ? undefined : clean.slice(0, most).toWellFormed();
}

/** Undefined for none, and for one that no calendar of ours has: who sends it would stop all who come after. */
export function receivedInstant(text: string | null): Date | undefined {
  const at = text === null ? Number.NaN : Date.parse(text);
  return at >= Date.UTC(1900, 0) && at < Date.UTC(9999, 0) ? new Date(at) : undefined;
}

/** Somebody always has a name: one that nobody gave is their address, or that of the application. */
export function receivedName({ id, firstName, lastName, email }: ReceivedApplication): {
  firstName: string;
  lastName: string;
} {
  const first = received(firstName, 100) ?? '';
  const last = received(lastName, 100) ?? '';
  if (first !== '' || last !== '') return { firstName: first, lastName: last };
  return { firstName: '', lastName: received(email, 100) ?? `Application ${id}` };
}

/** Questions that the account asked, with their answers, as they are kept here. */
export function remarkOf(
  { answers }: Pick<ReceivedApplication, 'answers'>,
  accountName: string,
): string | undefined {
  const lines = answers.flatMap(({ question, answer }) => {
    const [asked, said] = [received(question, 500), received(answer, 5_000)];
    return asked === undefined || said === undefined ? [] : [`${asked}\n${said}`];
  });
  if (lines.length === 0) return undefined;
  return `Answers to the questions of ${accountName}:\n\n${lines.join('\n\n')}`
    .slice(0, 20_000)
    .toWellFormed();
}

/** Whether two titles name the same job, for those of the account that a person has not placed. */
export function isSameTitle(one: string, other: string): boolean {
  const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
  return plain(one) === plain(other);
}
