import { describe, expect, it } from 'vitest';
import type { SentAddress } from '../people-writes.ts';
import { getConnector } from '../registry.ts';
import { type Reply, type Sent, scriptedAccount } from '../testing/scripted-account.ts';

// Numbers as an account may have them: ISO has others.
const shown = {
  id: 7,
  label: 'Lehi',
  archived: false,
  address: { address1: '1 Main', city: 'Lehi', stateId: 45, countryId: 1, remoteLocation: false },
};
const answers: Record<string, Reply> = {
  'GET hris/org/locations?page=0&pageSize=500': {
    json: { data: [shown], meta: { page: 0, pageSize: 500, totalPages: 1, totalItems: 1 } },
  },
  'GET hris/org/locations/7': { json: shown },
  'POST hris/org/locations': { status: 201, json: { ...shown, id: 8 } },
  'PUT hris/org/locations/7': { json: shown },
  'GET meta/countries/options': { json: [{ id: '1', name: 'United States', isoCode: 'US' }] },
  'GET meta/provinces/1': { json: { options: [{ id: 45, name: 'Utah', label: 'Utah', iso: 'UT' }] } },
};
const open = () => {
  const { account, sent } = scriptedAccount(({ method, path }: Sent) => {
    const answer = answers[`${method} ${path.split('/v1/')[1]}`];
    if (answer === undefined) throw new Error(`nobody answers ${method} ${path}`);
    return answer;
  });
  const { openSource, openWrites } = getConnector('bamboohr');
  return { source: openSource(account), writes: openWrites(account), sent };
};
const address: SentAddress = {
  address1: '1 Main',
  address2: null,
  city: 'Lehi',
  state: 'UT',
  zipcode: null,
  country: 'US',
  timezone: null,
  remote: false,
};
const lastBody = (sent: Sent[]) => JSON.parse(sent.at(-1)?.body ?? 'null');

describe('a location', () => {
  it('is told with the codes of its country and state', async () => {
    expect(await open().source.listLocations()).toEqual([
      { id: '7', label: 'Lehi', archived: false, address },
    ]);
  });

  it('is sent with the numbers that the account has for them', async () => {
    const { writes, sent } = open();
    const prepared = await writes.prepareLocation({ label: 'Orem', address });
    expect(sent.map(({ method }) => method)).toEqual(['GET', 'GET']);
    expect(await prepared.send()).toEqual({ id: '8' });
    expect(lastBody(sent)).toMatchObject({
      label: 'Orem',
      address: { address1: '1 Main', city: 'Lehi', countryId: '1', stateId: '45' },
    });
  });

  it('keeps its address when only its name is changed', async () => {
    const { writes, sent } = open();
    await (await writes.prepareLocationChange('7', { label: 'Orem' })).send();
    expect(lastBody(sent)).toMatchObject({ label: 'Orem', address: { city: 'Lehi', stateId: '45' } });
  });

  it('of a state that the account does not list is not sent', async () => {
    const { writes, sent } = open();
    await expect(
      writes.prepareLocation({ label: 'Orem', address: { ...address, state: 'ZZ' } }),
    ).rejects.toMatchObject({ code: 'provider.refused', outcome: 'refused' });
    expect(sent.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it.each([
    [{ label: 'lehi', address }, 'same'],
    [{ label: 'Lehi' }, 'same'],
    [{ label: 'Orem', address }, 'different'],
    [{ label: 'Lehi', address: { ...address, city: 'Orem' } }, 'different'],
    [{ label: 'Lehi', address: { ...address, state: null } }, 'different'],
  ])('compared with %o is the %s', async (sent, comparison) => {
    expect(await open().writes.compareLocation('7', sent)).toBe(comparison);
  });

  it('that is not listed is gone', async () => {
    expect(await open().writes.compareLocation('9', { label: 'Lehi' })).toBe('gone');
  });
});
