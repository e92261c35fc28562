import {
  type Job,
  type JobQuestions,
  type JobQuestionsInput,
  JoineryError,
  standardQuestions,
  type TeamMember,
} from '@joinery/sdk';
import type { HiringSight } from '../../db/hiring-sight.ts';
import { hasArea } from '../access/areas.ts';
import type { Principal } from '../access/principal.ts';

/** A job as dialects need it: the native form and how many applications stand where. */
export interface JobView extends JobTerms, Pick<Job, 'applicationCount'> {
  counts: JobCounts;
}

/** All of a job but its applications, which take long to count where there are many. */
export interface JobTerms extends Omit<Job, 'applicationCount'> {
  /** Numbers of the options that department and location are, where the lists know them. */
  departmentOption: number | null;
  locationOption: number | null;
}

export interface JobCounts {
  /** In a stage of kind new. */
  new: number;
  /** In a stage of kind new, active or offer. */
  active: number;
  total: number;
}

/** What of hiring the principal may see: everything, or what a sight shows. */
export interface HiringScope {
  sight?: HiringSight;
  /** Hand-offs are shown with their applications. */
  seesHires?: true;
}

export function hiringScope(principal: Principal): HiringScope {
  const seen = hasArea(principal, 'hiring.hires', 'view') ? { seesHires: true as const } : {};
  const { assignedJobsOnly, ownCandidatesOnly = false } = principal.access.hiring;
  if (!assignedJobsOnly && !ownCandidatesOnly) return seen;
  const { userId, employeeId } = principal;
  return { ...seen, sight: { userId, employeeId, ownOnly: ownCandidatesOnly } };
}

/**
 * Whether the principal may know what the company thinks of people: stars, tags, notes of others, why it
 * said no. Whoever sees only the people whom they brought is somebody from outside; of others it depends on
 * the person, too: on some jobs they may be external recruiters (`isToldOf` of a candidate).
 */
export function seesOpinions(principal: Principal): boolean {
  return hiringScope(principal).sight?.ownOnly !== true;
}

/** @throws JoineryError `access.forbidden` */
export function assertSeesOpinions(principal: Principal): void {
  if (!seesOpinions(principal)) throw fromOutside();
}

export function fromOutside(): JoineryError {
  return new JoineryError(
    'access.forbidden',
    'What the company thinks of its candidates is not for external recruiters: who see only the people whom they brought, or are on the job’s team as that.',
  );
}

/** Whether the principal works on the job of this team for somebody else than the company. */
export function isExternal(
  principal: Principal,
  team: readonly Pick<TeamMember, 'userId' | 'role'>[],
): boolean {
  const { sight } = hiringScope(principal);
  if (sight === undefined) return false;
  const own = team.find(({ userId }) => userId === principal.userId);
  return sight.ownOnly || own?.role === 'external_recruiter';
}

/**
 * Jobs are named by id or by number, as text.
 *
 * A number that no job can have (0, too great for the column) finds nothing rather than
 * failing in the database.
 */
export function parseJobReference(reference: string): { id: string } | { number: number } {
  if (!/^[1-9][0-9]{0,8}$/.test(reference)) return { id: reference };
  return { number: Number(reference) };
}

export function jobNotFound(): JoineryError {
  return new JoineryError('jobs.not_found', 'There is no such job, or it is not one of yours.');
}

/** One answer for an unknown, a closed and another company's job: it tells nothing about which. */
export function jobNotOpen(): JoineryError {
  return new JoineryError('jobs.not_open', 'The job does not exist or does not take applications.', {
    issues: [{ path: 'jobId', message: 'expected the id or number of an open job' }],
  });
}

/** What a job asks until it is told otherwise. */
const usualQuestions: JobQuestionsInput = {
  email: 'optional',
  phone: 'optional',
  resume: 'optional',
  coverLetter: 'optional',
  linkedinUrl: 'optional',
};

/** The rule of every question; those that are not kept have the usual one. */
export function completeQuestions(kept: JobQuestionsInput): JobQuestions {
  const rules = standardQuestions.map((name) => [name, kept[name] ?? usualQuestions[name] ?? 'off']);
  return Object.fromEntries(rules) as JobQuestions;
}
