// What is sent to an account's recruiting, and what is seen of it there. Pure.
import type { CommentsSeen, FoundApplication } from '@joinery/connectors';
import type { RecruitingWriteKind } from '@joinery/sdk';
import { z } from 'zod';
import type { Look, Question, Start, WaitReason } from '../sendings/sendings.ts';

const texts = z.record(z.string(), z.string());

/** What is sent; sealed while it is kept. */
export const writePayload = z.object({
  candidate: z
    .object({
      own: texts,
      profile: texts,
      files: z.array(
        z.object({
          part: z.enum(['resume', 'coverLetter']),
          fileId: z.string(),
          name: z.string(),
          contentType: z.string(),
        }),
      ),
    })
    .optional(),
  comment: z.string().optional(),
});
export type WritePayload = z.infer<typeof writePayload>;

/** How far back applications are looked through that may be the one that was sent: clocks differ. */
export const lookBackMs = 3_600_000;

export function startOf(kind: RecruitingWriteKind): Omit<Start, 'uncertain'> {
  switch (kind) {
    case 'post_candidate':
      // What is there before is known, so that what is there afterwards can be told from it. Where nobody
      // can look, what was sent from here is.
      return {};
    case 'move_status':
      return { trusted: true, repeatable: true };
    case 'write_back':
      return { trusted: true };
  }
}

/**
 * Whether a candidate is there. Before anything was sent, one who looks the same is somebody whom a person
 * has to look at; afterwards one who was not there before is the one who was sent.
 */
export function toPostedLook(
  found: readonly FoundApplication[],
  { before, isUncertain, isDecided }: { before: readonly string[]; isUncertain: boolean; isDecided: boolean },
): Look {
  const added = found.filter(({ id }) => !before.includes(id));
  if (isUncertain) {
    const [only, ...more] = added;
    if (only === undefined) return { answer: 'absent' };
    if (more.length === 0) return { answer: 'found', providerId: only.id, how: 'identity' };
    return { answer: 'doubtful', doubt: 'not_proven', employees: added.map(({ id }) => id) };
  }
  const alike = isDecided ? added : found;
  if (alike.length === 0) return { answer: 'absent' };
  const doubt = alike.some(({ sameEmail }) => sameEmail) ? 'same_email' : 'same_name';
  return { answer: 'doubtful', doubt, employees: alike.map(({ id }) => id) };
}

/** Whether a comment is there: by its text, or by one more than there were. */
export function toCommentLook(seen: CommentsSeen, text: string, before: number | null): Look {
  if (seen === null) return { answer: 'unknown' };
  const isThere =
    'texts' in seen
      ? seen.texts.some((one) => one.trim() === text.trim())
      : before !== null && seen.count > before;
  return isThere ? { answer: 'found', providerId: '', how: 'comparison' } : { answer: 'absent' };
}

/** What something waits for. Where nobody can look, it is a person who is asked afterwards. */
export function describeWait(
  because: WaitReason,
  account: string,
  { seconds, canLook }: { seconds: number; canLook: boolean },
): string {
  switch (because) {
    case 'quiet':
      return canLook
        ? `The answer was lost. In ${seconds} s, when it can no longer be under way, ${account} is asked whether it arrived.`
        : `The answer was lost, and ${account} gives no way of asking whether it arrived. In ${seconds} s, when it can no longer be under way, a person has to say.`;
    case 'second_look':
      return `Nothing was found. In ${seconds} s ${account} is asked again before anything is sent a second time.`;
    case 'unreachable':
      return `${account} cannot be reached or is in trouble; the next try is in ${seconds} s.`;
    case 'throttled':
      return `${account}’s request limit is reached; the next try is in ${seconds} s.`;
    case 'taken':
      return `The same is being sent at this moment; ${account} is asked in ${seconds} s what came of it.`;
    case 'stopped':
      return `${account} refuses the API key. It goes on by itself when the connection has one that works.`;
  }
}

/** What was waited for is no news once the waiting is over. */
export function isWait(note: string): boolean {
  return /\bin \d+ s\b|It goes on by itself when/i.test(note);
}

export function describeQuestion(why: Question, account: string, ids: readonly string[] = []): string {
  const which = ids.join(', ');
  switch (why) {
    case 'same_email':
      return `${account} has applications with this e-mail address already: ${which}. Say which one it is, or send it all the same.`;
    case 'sent_before':
      return `Another candidate with this e-mail address was sent to this job of ${account} already${which === '' ? '' : `, as application ${which}`}. Merge the two if they are one person; then drop this, or say that it is there. Or send it all the same.`;
    case 'same_name':
      return `${account} has applications of this name already: ${which}. Say which one it is, or send it all the same.`;
    case 'not_proven':
      return `The answer was lost, and more than one new application at ${account} looks like this one: ${which}. Say which one it is, or that none is.`;
    case 'cannot_look':
      return `The answer was lost, and ${account} gives no way of asking whether it arrived. Look there, then say what is there.`;
    case 'still_uncertain':
      return `The answer was lost twice, and nothing of it is to be found. Look at ${account} before it is sent again.`;
    case 'not_found':
      return which === ''
        ? `${account} accepted it, and it is not to be found there.`
        : `${account} has no application ${which}. Look again, then say what is there.`;
    case 'blocked':
      return `It may not be sent: the connection to ${account} is switched off, or a document is held back.`;
    default:
      return `${account} could not be asked what is there. Look there, then say what is there.`;
  }
}
