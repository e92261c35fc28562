// Invents who applies at a sandbox company: the same seed gives the same applicants. Pure.
import type { JobInput } from '@joinery/sdk';
import type { ImportedApplicant } from '../intake/intake.service.ts';
import { inventName } from './people.ts';
import { offices, streets, teams } from './people-sources.ts';
import { type Random, randomFrom } from './random.ts';

const dayMs = 86_400_000;

const openDays = 65;

/** When the openings were posted: before the first applicant. */
export function openSince(now: Date): Date {
  return new Date(now.getTime() - openDays * dayMs);
}

export interface Opening {
  title: string;
  department: string;
  location: string;
  /** What becomes of it once people have applied. */
  status: JobInput['status'];
  compensation: string;
  internalCode: string;
  minimumExperience: string;
}

/** Jobs from the oldest to the newest; the newest are open. */
export function inventOpenings(seed: string): Opening[] {
  const statuses = ['canceled', 'filled', 'on_hold', 'draft', 'open', 'open', 'open', 'open'] as const;
  return statuses.map((status, index) => {
    const random = randomFrom(`${seed}/opening/${index}`);
    const team = teams[(index + 4) % teams.length] ?? teams[0];
    return {
      title: random.pick(team.titles),
      department: team.department,
      location: (offices[index % offices.length] ?? offices[0]).name,
      status,
      compensation: `${random.integer(40, 120)},000 a year`,
      internalCode: `${team.department.slice(0, 3).toUpperCase()}-${100 + index}`,
      minimumExperience: random.pick(['Entry-level', 'Mid-level', 'Experienced']),
    };
  });
}

// By the numbers that every company's stages have: ways that applications go, the usual ones often.
const courses: [number[], ...number[][]] = [
  [],
  [],
  [],
  [2],
  [2, 3],
  [2, 3, 4, 5],
  [2, 4, 6],
  [2, 7],
  [2, 4, 6, 8, 16],
  [2, 10],
  [12],
  [2, 4, 6, 16, 11],
];

const remarks: [string, ...string[]] = [
  'Answered every question on the phone.',
  'Ask about the notice period.',
  'Strong references.',
  'Prefers to start next quarter.',
  'Would rather work from home.',
];

/** Applicant `index`; `hired` has come all the way. The past ends at `now`. */
export function inventApplicant(
  seed: string,
  index: number,
  { job, hired, now }: { job: string; hired: boolean; now: Date },
): ImportedApplicant {
  const random = randomFrom(`${seed}/applicant/${index}`);
  const { firstName, lastName } = inventName(random);
  const course = hired ? [2, 4, 6, 16, 17, 15] : random.pick(courses);
  const office = random.pick(offices);
  const appliedAt = new Date(now.getTime() - random.integer(course.length * 4 + 4, openDays - 5) * dayMs);
  const stages = course.map((stageNumber, step) => ({ stageNumber, at: after(appliedAt, step + 1) }));
  const hasLetter = random.chance(0.3);
  const resume = textFile('resume', resumeText(random, `${firstName} ${lastName}`, office.city));
  return {
    firstName,
    lastName,
    email: `applicant${index + 1}@mail.example`,
    phone: `${office.dialling}${random.integer(1000, 9999)}`,
    source: random.pick(['Careers page', 'LinkedIn', 'Referral', 'Job fair']),
    job,
    appliedAt,
    profile: {
      addressLine1: `${random.integer(1, 200)} ${random.pick(streets)} St`,
      city: office.city,
      state: office.state,
      zipCode: office.zipcode,
      country: office.country,
      ...(random.chance(0.5) && { linkedinUrl: `https://www.linkedin.com/in/applicant-${index + 1}` }),
      educationLevel: random.pick(['High School', 'College - Bachelor of Science', 'College - Associates']),
      educationInstitution: `${office.city} College`,
    },
    ...(random.chance(0.4) && { desiredSalary: `${random.integer(40, 120)},000` }),
    ...(random.chance(0.2) && { referredBy: 'A colleague' }),
    ...(random.chance(0.6) && { resume }),
    ...(hasLetter && { coverLetter: textFile('coverLetter', `I would like to work in ${office.city}.\n`) }),
    history: [
      ...stages,
      ...(random.chance(0.4)
        ? [{ comment: random.pick(remarks), at: after(appliedAt, course.length + 1) }]
        : []),
    ],
  };
}

/** `steps` times three days and a bit later. */
function after(at: Date, steps: number): Date {
  return new Date(at.getTime() + steps * (3 * dayMs + 3_600_000));
}

function textFile(field: 'resume' | 'coverLetter', text: string) {
  const name = field === 'resume' ? 'resume.txt' : 'cover-letter.txt';
  return { field, name, contentType: 'text/plain', bytes: Buffer.from(text) };
}

function resumeText(random: Random, name: string, city: string): string {
  const team = random.pick(teams);
  const years = random.integer(2, 12);
  return [
    name,
    city,
    '',
    `${random.pick(team.titles)}, ${years} years`,
    `Worked in ${team.department.toLowerCase()} and liked it.`,
    '',
  ].join('\n');
}
