import type { Application, Candidate } from '@joinery/sdk';

export interface Standing {
  text: string;
  /** Applications that the text does not name. */
  more: number;
  /** Nothing of theirs is open. */
  inPool: boolean;
}

const isOpen = (application: Application): boolean =>
  application.stageKind !== 'rejected' && application.stageKind !== 'withdrawn';

/** Open applications first, then the newest. */
export function orderedApplications(applications: Application[]): Application[] {
  return applications.toSorted(
    (a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.appliedAt.localeCompare(a.appliedAt),
  );
}

/** One line for a list: the stage and job that matter most. How the last one ended is told of whoever is in the talent pool, too. */
export function standingOf({ applications, inTalentPool: inPool }: Candidate): Standing {
  const [first, ...others] = orderedApplications(applications);
  if (first === undefined) return { text: 'Talent pool', more: 0, inPool: false };
  return { text: `${first.stageName} · ${first.jobTitle}`, more: others.length, inPool };
}

/** What stands below that line; blank where there is nothing. */
export function besideStanding({ more, inPool }: Standing): string {
  return [...(inPool ? ['in the talent pool'] : []), ...(more > 0 ? [`and ${more} more`] : [])].join(' · ');
}

/** What somebody said beside the questions of the job when applying, in the order in which it is shown. */
export function answersOf(application: Application): { label: string; value: string }[] {
  const { desiredSalary, availableOn, referredBy, references } = application;
  const said = {
    'Desired salary': desiredSalary,
    Available: availableOn,
    'Referred by': referredBy,
    References: references,
  };
  return Object.entries(said).flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

/** Whether the company’s opinions of an application are told: it says then whether, and why, it was rejected. */
export function isTold({ rejection }: Pick<Application, 'rejection'>): boolean {
  return rejection !== undefined;
}
