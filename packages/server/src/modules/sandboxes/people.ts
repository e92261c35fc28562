// Invents the people of a sandbox company: the same seed gives the same people. Pure. Among them are
// future hires, leavers (most of them inactive), rehires, blanks, and names in many scripts.
import {
  type NameGroup,
  nameGroups,
  type Office,
  offices,
  streets,
  type Team,
  teams,
} from './people-sources.ts';
import { type Random, randomFrom } from './random.ts';

export interface Row {
  table: 'jobInfo' | 'employmentStatus' | 'compensation';
  values: Record<string, unknown>;
}

export interface InventedPerson {
  values: Record<string, unknown>;
  rows: Row[];
}

export interface Population {
  seed: string;
  count: number;
  /** `YYYY-MM-DD`; history ends here, future hires begin after it. */
  today: string;
  /** Domain of work e-mail addresses. */
  domain: string;
  /** The number that the first person will get; the others follow it. */
  firstNumber: number;
}

type Course = 'staying' | 'future' | 'left' | 'leaving' | 'left_active' | 'rehired';

const reportsPerManager = 8;
const dayMs = 86_400_000;

/** Person `index` of a population: managers stand before those who report to them. */
export function inventPerson(population: Population, index: number): InventedPerson {
  const random = randomFrom(`${population.seed}/${index}`);
  const isManager = index * reportsPerManager + 1 < population.count;
  const course = courseOf(random, isManager);
  const team = random.pick(teams);
  const office = random.pick(offices);
  const hiredOn = hireDate(random, population.today, course, isManager);
  const endsOn = endDate(random, population.today, course, hiredOn);
  return {
    values: {
      ...inventName(random),
      ...contactValues(random, population, index, office),
      ...personalValues(random),
      ...(random.chance(0.03)
        ? {}
        : { hireDate: course === 'rehired' ? addDays(endsOn ?? hiredOn, 200) : hiredOn }),
      ...(course === 'rehired' ? { originalHireDate: hiredOn } : {}),
      ...(course === 'left_active' ? { status: 'Active' } : {}),
    },
    rows: [
      ...statusRows(random, course, hiredOn, endsOn),
      ...jobRows(random, { population, index, team, office, hiredOn, endsOn }),
      ...(random.chance(0.05) ? [] : payRows(random, { population, team, office, hiredOn, endsOn })),
    ],
  };
}

// Who has reports is there now; otherwise people would report to somebody who left.
function courseOf(random: Random, isManager: boolean): Course {
  const draw = random.next();
  if (isManager) return 'staying';
  if (draw < 0.04) return 'future';
  if (draw < 0.13) return 'left';
  if (draw < 0.145) return 'left_active';
  if (draw < 0.16) return 'leaving';
  if (draw < 0.2) return 'rehired';
  return 'staying';
}

function hireDate(random: Random, today: string, course: Course, isManager: boolean): string {
  if (course === 'future') return addDays(today, random.integer(1, 120));
  if (isManager) return addDays(today, -random.integer(1500, 4500));
  return addDays(today, -random.integer(course === 'staying' ? 5 : 900, 3600));
}

function endDate(random: Random, today: string, course: Course, hiredOn: string): string | null {
  switch (course) {
    case 'leaving':
      return addDays(today, random.integer(1, 60));
    case 'rehired':
      return addDays(hiredOn, random.integer(200, 500));
    case 'left':
    case 'left_active':
      return addDays(today, -random.integer(1, 800));
    default:
      return null;
  }
}

/** A name in one of many scripts. */
export function inventName(
  random: Random,
): { firstName: string; lastName: string } & Record<string, unknown> {
  const group = pickGroup(random);
  const isFemale = random.chance(0.5);
  const first = random.pick(isFemale ? group.female : group.male);
  return {
    firstName: first,
    lastName: random.pick(group.last),
    ...(random.chance(0.1) ? { middleName: random.pick(isFemale ? group.female : group.male) } : {}),
    ...(random.chance(0.12) ? { preferredName: [...first].slice(0, 3).join('') } : {}),
    ...(random.chance(0.9) ? { gender: isFemale ? 'Female' : 'Male' } : {}),
  };
}

function pickGroup(random: Random): NameGroup {
  const total = nameGroups.reduce((sum, { share }) => sum + share, 0);
  let left = random.next() * total;
  for (const group of nameGroups) {
    left -= group.share;
    if (left < 0) return group;
  }
  return nameGroups[0];
}

function contactValues(
  random: Random,
  { domain, firstNumber }: Population,
  index: number,
  office: Office,
): Record<string, unknown> {
  const number = firstNumber + index;
  const digits = (): string => String(random.integer(0, 99)).padStart(4, '01');
  return {
    ...(random.chance(0.97) ? { employeeNumber: `E${String(number).padStart(5, '0')}` } : {}),
    ...(random.chance(0.95) ? { workEmail: `person${number}@${domain}` } : {}),
    ...(random.chance(0.6) ? { homeEmail: `person${number}@home.example` } : {}),
    ...(random.chance(0.8) ? { mobilePhone: `${office.dialling}${digits()}` } : {}),
    ...(random.chance(0.7)
      ? { workPhone: `${office.dialling}${digits()}`, workPhoneExtension: String(random.integer(100, 999)) }
      : {}),
    ...(random.chance(0.85)
      ? {
          address1: `${random.integer(1, 240)} ${random.pick(streets)} Street`,
          city: office.city,
          ...(office.state === null ? {} : { state: office.state }),
          zipcode: office.zipcode,
          country: office.country,
        }
      : {}),
  };
}

function personalValues(random: Random): Record<string, unknown> {
  const born = addDays('1965-01-01', random.integer(0, 14_000));
  return {
    ...(random.chance(0.9) ? { dateOfBirth: born } : {}),
    ...(random.chance(0.6)
      ? { maritalStatus: random.pick(['Single', 'Married', 'Domestic Partnership']) }
      : {}),
    // Numbers beginning with 9 are never issued.
    ...(random.chance(0.5)
      ? { ssn: `9${random.integer(10, 99)}-${random.integer(10, 99)}-${random.integer(1000, 9999)}` }
      : {}),
  };
}

function statusRows(random: Random, course: Course, hiredOn: string, endsOn: string | null): Row[] {
  const row = (date: string, employmentStatus: string, more: Record<string, unknown> = {}): Row => ({
    table: 'employmentStatus',
    values: { date, employmentStatus, ...more },
  });
  const kind = random.pick(['Full-Time', 'Full-Time', 'Full-Time', 'Part-Time', 'Contractor']);
  const isIntern = random.chance(0.1);
  const rows = isIntern ? [row(hiredOn, 'Intern'), row(addDays(hiredOn, 150), kind)] : [row(hiredOn, kind)];
  if (endsOn === null) return rows.slice(0, course === 'future' ? 1 : rows.length);
  const end = row(endsOn, 'Terminated', {
    terminationTypeId: random.pick(['Resignation (Voluntary)', 'Termination (Involuntary)']),
    terminationReasonId: random.pick(['Other employment', 'Performance', 'Relocation', 'Not a Fit']),
    terminationRehireId: course === 'rehired' ? 'Yes' : random.pick(['Yes', 'No', 'Upon review']),
  });
  const kept = rows.filter(({ values }) => String(values.date) < endsOn);
  return course === 'rehired' ? [...kept, end, row(addDays(endsOn, 200), 'Full-Time')] : [...kept, end];
}

interface Career {
  population: Population;
  team: Team;
  office: Office;
  hiredOn: string;
  endsOn: string | null;
}

function jobRows(random: Random, career: Career & { index: number }): Row[] {
  const { population, index, team, office } = career;
  const manager = population.firstNumber + Math.floor((index - 1) / reportsPerManager);
  return steps(random, career).map((date, step) => ({
    table: 'jobInfo',
    values: {
      date,
      jobTitle: index === 0 ? 'Chief Executive Officer' : titleAt(team, step),
      ...(random.chance(0.98) ? { department: team.department } : {}),
      ...(random.chance(0.9) ? { division: team.division } : {}),
      location: office.name,
      ...(index === 0 ? {} : { reportsTo: manager }),
    },
  }));
}

function payRows(random: Random, career: Career): Row[] {
  const { team, office } = career;
  let pay = team.basePay * office.payFactor * (0.85 + random.next() * 0.4);
  return steps(random, career).map((startDate, step) => {
    if (step > 0) pay *= 1.02 + random.next() * 0.08;
    return {
      table: 'compensation',
      values: {
        startDate,
        rate: { value: `${Math.round(pay / 100) * 100}.00`, currency: office.currency },
        type: 'Salary',
        paidPer: 'Year',
        exempt: 'Exempt',
        reason: step === 0 ? 'New Hire' : random.pick(['Annual Pay Increase', 'Promotion', 'Pay increase']),
      },
    };
  });
}

// The hire date and up to three later days, all before the end and before today; now and then one
// that is already decided and still to come.
function steps(random: Random, { population: { today }, hiredOn, endsOn }: Career): string[] {
  const end = endsOn !== null && endsOn < today ? endsOn : today;
  const dates = [hiredOn];
  for (let more = random.integer(0, 3); more > 0; more -= 1) {
    const next = addDays(dates.at(-1) ?? hiredOn, random.integer(180, 700));
    if (next < end) dates.push(next);
  }
  if (endsOn === null && hiredOn < today && random.chance(0.04))
    dates.push(addDays(today, random.integer(5, 90)));
  return dates;
}

function titleAt(team: Team, step: number): string {
  return team.titles[Math.min(step, team.titles.length - 1)] ?? team.titles[0];
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}
