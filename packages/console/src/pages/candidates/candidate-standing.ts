import type { Application, Candidate } from '@joinery/sdk';

export interface Standing {
  text: string;
  /** Applications that the text does not name. */
  more: number;
}

const isOpen = (application: Application): boolean =>
  application.stageKind !== 'rejected' && application.stageKind !== 'withdrawn';

/** Open applications first, then the newest. */
export function orderedApplications(applications: Application[]): Application[] {
  return applications.toSorted(
    (a, b) => Number(isOpen(b)) - Number(isOpen(a)) || b.appliedAt.localeCompare(a.appliedAt),
  );
}

/** One line for a list: the stage and job that matter most, or the talent pool. */
export function standingOf(candidate: Candidate): Standing {
  const [first, ...others] = orderedApplications(candidate.applications);
  if (!first || candidate.inTalentPool) {
    return { text: 'Talent pool', more: first ? others.length + 1 : 0 };
  }
  return { text: `${first.stageName} · ${first.jobTitle}`, more: others.length };
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
