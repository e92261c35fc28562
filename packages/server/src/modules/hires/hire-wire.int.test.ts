// What the preview shows is what the account is sent: the calls of generated hires against the bytes
// on the wire, call by call.
import type { Hire, HireInput, HirePreview } from '@joinery/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestContext } from '../../testing/context.ts';
import { type Lane, openLane } from '../../testing/fault-lane.ts';
import { type Applicant, type HireBench, startHireBench } from '../../testing/hire-bench.ts';
import { learnedGate } from '../../testing/hire-crashes.ts';
import { getCandidate } from '../candidates/candidates.service.ts';
import { createEmployee } from '../employees/employees.service.ts';
import { setLimit } from '../sandboxes/sandboxes.service.ts';
import { previewHire } from './hire-preview.service.ts';
import { requestHire } from './hires.service.ts';

const hires = 30;

interface Sent {
  method: string;
  path: string;
  body: Record<string, unknown>;
}

let bench: HireBench;
let lane: Lane;
let connectionId: string;
const wire: Sent[] = [];

beforeAll(async () => {
  const test = await createTestContext({ egress: { allow: ['127.0.0.1'] } });
  bench = await startHireBench({ test });
  await setLimit(bench.context, bench.sandboxOwner, { requests: 60_000, windowSeconds: 60 });
  lane = await openLane({
    upstream: `${bench.origin}/api/gateway.php/acme`,
    told: ({ method, path, type, body }) => {
      // Reports are asked for by POST, too.
      if (method === 'GET' || path.includes('/reports/')) return;
      wire.push({ method, path: path.replace(/^\/v\d(_\d)?\//, ''), body: read(type, body) });
    },
  });
  connectionId = await bench.aConnection({ baseUrl: lane.baseUrl });
  await learnedGate(bench, bench.owner, connectionId, 60_000);
});
afterAll(async () => {
  await lane?.close();
  await bench?.close();
});

function read(type: string, body: Buffer): Record<string, unknown> {
  if (!type.startsWith('multipart/')) return JSON.parse(body.toString());
  const boundary = /boundary="?([^";]+)/.exec(type)?.[1] ?? '';
  const parts = body.toString('latin1').split(`--${boundary}`).slice(1, -1);
  return Object.fromEntries(
    parts.map((part) => {
      const end = part.indexOf('\r\n\r\n');
      const name = /name="([^"]*)"/.exec(part)?.[1] ?? '';
      const value = part.slice(end + 4, -2);
      return [name, part.slice(0, end).includes('filename=') ? `${value.length} bytes` : value];
    }),
  );
}

/** Every value that a hire may have is there in about half of them; the same each time. */
async function anInput(nth: number): Promise<{ applicant: Applicant; input: HireInput; sizes: number[] }> {
  let state = nth * 7919 + 17;
  const chance = (share = 0.5): boolean => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648 < share;
  };
  const some = <T extends object>(values: T): Partial<T> =>
    Object.fromEntries(Object.entries(values).filter(() => chance())) as Partial<T>;
  const applicant = await bench.aHiredApplication({ resume: chance(0.7) });
  const { attachments } = await getCandidate(bench.context, bench.owner, applicant.candidateId);
  const pay = { payRate: `${40_000 + nth}.50`, payCurrency: 'EUR', payType: 'Salary', payPer: 'Year' };
  const division = `Wing ${nth}`;
  const isNew = chance(0.3);
  const fields = {
    ...some({
      ...{ middleName: 'Noel', preferredName: 'Adie', workEmail: `w${nth}@acme.example` },
      ...{
        mobilePhone: `+44 20 7946 ${1000 + nth}`,
        homePhone: `020 7946 ${5000 + nth}`,
        dateOfBirth: '1990-12-10',
      },
      ...{ address1: '12 St James’s Square', city: 'London', zipcode: 'SW1Y 4JH' },
      ...bench.known,
    }),
    ...(chance() ? pay : {}),
    ...(chance(0.3) ? { other: { linkedIn: `https://linkedin.example/ada-${nth}` } } : {}),
    ...(isNew ? { division } : {}),
    hireDate: `2027-0${1 + (nth % 9)}-0${1 + (nth % 7)}`,
    employmentStatus: chance() ? 'Full-Time' : 'Part-Time',
  };
  const unknown = ['jobTitle', 'department', 'location'].filter((name) => !(name in fields));
  const input: HireInput = {
    ...{ applicationId: applicant.applicationId, connectionId, fields, without: unknown },
    ...(isNew ? { createOptions: ['division'] } : {}),
  };
  if (chance(0.3)) {
    const { firstName, lastName, email: homeEmail } = applicant;
    const former = { firstName, lastName, homeEmail, hireDate: '2019-02-04' };
    const { number } = await createEmployee(bench.context, bench.sandboxOwner, former);
    input.person = { as: 'rehire', employeeNumber: String(number) };
  }
  return { applicant, input, sizes: attachments.map(({ bytes }) => bytes) };
}

/** The calls as they are read on the wire, where the employee and what is uploaded are known. */
function expected({ calls }: HirePreview, { employeeNumber }: Hire, sizes: number[]): Sent[] {
  return calls.map(({ method, path, values }) => {
    const body = JSON.parse(JSON.stringify(values)) as Record<string, unknown>;
    if ('file' in body) body.file = `${sizes[0]} bytes`;
    return { method, path: path.replaceAll('{id}', employeeNumber ?? ''), body };
  });
}

function isOf({ applicant, input }: { applicant: Applicant; input: HireInput }, hire: Hire) {
  return ({ path, body }: Sent): boolean => {
    if (path === 'employees') return body.lastName === applicant.lastName;
    if (path.startsWith('meta/lists/'))
      return JSON.stringify(body).includes(`"${input.fields?.division ?? ''}"`);
    return (
      path === `employees/${hire.employeeNumber}` || path.startsWith(`employees/${hire.employeeNumber}/`)
    );
  };
}

it(`the calls of the preview are what is sent, call by call, for ${hires} generated hires`, async () => {
  // Categories of files are shown once the account is known to have somebody.
  await bench.until((await bench.request({ ...(await bench.aHiredApplication()), connectionId })).id, 'done');
  const inputs = await Promise.all(Array.from({ length: hires }, (_, nth) => anInput(nth)));
  const steps = new Set<string>();
  const asked = [];
  for (const { input, ...rest } of inputs) {
    const preview = await previewHire(bench.context, bench.owner, input);
    expect(preview.problem).toBeNull();
    for (const { step } of preview.calls) steps.add(step);
    asked.push({ ...rest, input, preview });
  }
  // All that a hire may send is among them.
  expect([...steps].sort()).toEqual(
    [
      ...['create', 'reactivate', 'option_division', 'employment_status', 'job_info', 'compensation'],
      ...['resume', 'extra_fields'],
    ].sort(),
  );
  const begun = [];
  for (const one of asked)
    begun.push({ ...one, id: (await requestHire(bench.context, bench.owner, one.input)).id });
  for (const { id, preview, sizes, ...one } of begun) {
    const hire = await bench.until(id, 'done', 'failed', 'needs_attention');
    expect(hire).toMatchObject({ state: 'done', problem: null });
    expect(wire.filter(isOf(one, hire))).toEqual(expected(preview, hire, sizes));
  }
}, 240_000);
