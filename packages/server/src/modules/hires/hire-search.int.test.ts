// Hires that wait for a search at the same time share a listing of the account.
import type { SandboxFaultInput } from '@joinery/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Applicant, type HireBench, readLedger, startHireBench } from '../../testing/hire-bench.ts';
import { createEmployee } from '../employees/employees.service.ts';
import { addFault, markerField, removeFaults, removeRequests } from '../sandboxes/sandboxes.service.ts';

const listing = 'POST /v1/reports/custom';
let bench: HireBench;
let connectionId: string;
beforeAll(async () => {
  bench = await startHireBench();
  connectionId = await bench.aConnection();
});
afterEach(async () => {
  await removeFaults(bench.context, bench.sandboxOwner);
  await removeRequests(bench.context, bench.sandboxOwner);
});
afterAll(() => bench.close());

const listings = () => readLedger(bench.context, bench.sandboxOwner.companyId, listing);
const creates = () => readLedger(bench.context, bench.sandboxOwner.companyId, 'POST /v1/employees');
const begin = ({ applicationId }: Applicant) => bench.request({ applicationId, connectionId });
const people = (count: number) =>
  Promise.all(Array.from({ length: count }, () => bench.aHiredApplication({ resume: false })));
const sent = async (count: number) => Promise.all((await people(count)).map(begin));
const looksOf = (hire: { steps: { name: string; proof: unknown }[] }) => {
  const proof = hire.steps.find(({ name }) => name === 'search')?.proof as { looks?: { listing: string }[] };
  return (proof?.looks ?? []).map((look) => look.listing);
};
const until = async (isSo: () => Promise<boolean>) => {
  const deadline = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('it never came to that');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describe('hires that wait for a search at the same time', { timeout: 120_000 }, () => {
  it('share one listing, and each is looked for in it', async () => {
    await bench.fault(listing, 'hang', 1, 3);
    const ended = await Promise.all((await sent(6)).map(({ id }) => bench.until(id, 'done')));
    const asked = ended.flatMap(looksOf);
    expect(asked).toHaveLength(6);
    expect(await listings()).toHaveLength(new Set(asked).size);
    expect(new Set(asked).size).toBeLessThan(6);
    expect(new Set(ended.map(({ employeeNumber }) => employeeNumber)).size).toBe(6);
  });

  it('are never judged by a listing that began before they asked', async () => {
    const [first, second] = await people(2);
    if (first === undefined || second === undefined) throw new Error('nobody applied');
    // What it shows is read before it is held up.
    await bench.fault(listing, 'hang', 1, 4);
    const early = await begin(first);
    await until(async () => (await listings()).length === 1);
    await createEmployee(bench.context, bench.sandboxOwner, {
      firstName: second.firstName,
      lastName: second.lastName,
      homeEmail: second.email ?? '',
    });
    const late = await begin(second);
    expect(await bench.until(late.id, 'done', 'needs_attention')).toMatchObject({ state: 'needs_attention' });
    await bench.until(early.id, 'done');
    expect(await creates()).toHaveLength(1);
    expect(await listings()).toHaveLength(2);
  });

  it('know nothing when it does not show the marker: none is sent', async () => {
    const vanishing: SandboxFaultInput = {
      operation: listing,
      fault: 'vanish_fields',
      fields: [markerField.alias],
      count: 50,
    };
    await addFault(bench.context, bench.sandboxOwner, vanishing);
    const ended = await Promise.all(
      (await sent(4)).map(({ id }) => bench.until(id, 'done', 'needs_attention')),
    );
    expect(ended.map(({ state }) => state)).toEqual(Array(4).fill('needs_attention'));
    expect(await creates()).toEqual([]);
  });

  it('all try again when it breaks off, and go on when the next one is whole', async () => {
    await bench.fault(listing, 'truncate', 2);
    const ended = await Promise.all((await sent(4)).map(({ id }) => bench.until(id, 'done')));
    expect(new Set(ended.map(({ employeeNumber }) => employeeNumber)).size).toBe(4);
    expect(await creates()).toHaveLength(4);
    expect((await listings()).length).toBeLessThan(8);
  });
});
