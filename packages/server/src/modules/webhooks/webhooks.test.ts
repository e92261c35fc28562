import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../fields/fields.ts';
import { standardFields } from '../fields/standard-fields.ts';
import {
  canBeMonitored,
  defaultEvents,
  deliveriesFor,
  isTold,
  judge,
  mixesFamilies,
  needsMonitoring,
  ownHook,
  retryDelaysMs,
  type WebhookEvent,
} from './webhooks.ts';

const catalogue = catalogueOf(standardFields);

function told(
  type: string,
  payload: Record<string, unknown>,
  webhook: { events?: WebhookEvent[]; monitorFields?: string[] | null } = {},
) {
  const { events = [...defaultEvents], monitorFields = ['firstName', '4', 'displayName'] } = webhook;
  const event = { id: '7', type, payload: { number: 12, ...payload }, at: new Date(0) };
  return deliveriesFor(event, { id: 'whk_1', events, monitorFields }, catalogue).map((delivery) => [
    delivery.event,
    delivery.changedFields,
  ]);
}

describe('an event', () => {
  it('of a new employee is told as created, then as updated with what is monitored', () => {
    expect(told('employees.created', { fields: ['firstName', 'city'] })).toEqual([
      ['employee_with_fields.created', []],
      ['employee_with_fields.updated', ['firstName', 'displayName']],
    ]);
  });

  it('of an update is told by the names that the webhook uses, whatever names the writer used', () => {
    expect(told('employees.updated', { fields: ['1'] })).toEqual([
      ['employee_with_fields.updated', ['firstName', 'displayName']],
    ]);
    const row = { fields: ['date', 'department'], tables: ['jobInfo'] };
    expect(told('employees.updated', row)).toEqual([['employee_with_fields.updated', ['4']]]);
  });

  it('that names a table without columns counts for all of its fields', () => {
    const effect = { fields: [], tables: ['jobInfo'], tookEffect: true };
    expect(told('employees.updated', effect)).toEqual([['employee_with_fields.updated', ['4']]]);
    const left = { fields: ['status'], tables: ['employmentStatus'], tookEffect: true };
    const monitorFields = ['status', '16', 'firstName'];
    expect(told('employees.updated', left, { monitorFields })).toEqual([
      ['employee_with_fields.updated', ['status', '16']],
    ]);
  });

  it('of a row dated ahead is told when the row takes effect, not before', () => {
    const row = { fields: ['date', 'department'], tables: ['jobInfo'] };
    expect(told('employees.updated', { ...row, tookEffect: false })).toEqual([]);
  });

  it('that changes nothing monitored is not told', () => {
    expect(told('employees.updated', { fields: ['city'] })).toEqual([]);
    expect(told('employees.updated', { fields: ['nonsense'], tables: ['nonsense'] })).toEqual([]);
    expect(told('employees.updated', { fields: ['firstName'] }, { monitorFields: null })).toEqual([]);
  });

  it('is told only where it was asked for, under the name of the asked family', () => {
    const events: WebhookEvent[] = ['employee.deleted'];
    expect(told('employees.deleted', {}, { events })).toEqual([['employee.deleted', []]]);
    expect(told('employees.created', { fields: ['firstName'] }, { events })).toEqual([]);
    expect(told('employees.deleted', {}, { events: ['company.deleted'] })).toEqual([]);
    expect(told('jobs.updated', {})).toEqual([]);
  });

  it('about the company is told under its name, without an employee', () => {
    const events: WebhookEvent[] = ['company.updated', 'company-integrations.updated'];
    expect(told('companies.updated', { fields: ['phone'] }, { events })).toEqual([['company.updated', []]]);
    expect(told('connections.enabled', {}, { events })).toEqual([['company-integrations.updated', []]]);
    expect(told('companies.updated', {}, { events: ['employee.updated'] })).toEqual([]);
    expect([isTold('companies.updated'), isTold('employees.created'), isTold('jobs.updated')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('an answer', () => {
  const after = (minutes: number) => ({ state: 'waiting', afterMs: minutes * 60_000 });

  it.each([200, 201, 204, 299])('of %i is a delivery', (status) => {
    expect(judge({ status }, 1, retryDelaysMs)).toEqual({ state: 'delivered' });
  });

  it.each([100, 301, 302, 400, 404, 408, 410, 429, 499])('of %i ends it', (status) => {
    expect(judge({ status }, 1, retryDelaysMs)).toEqual({ state: 'failed' });
  });

  it('of 5xx, or none, is tried again five times on the documented schedule', () => {
    for (const answer of [{ status: 500 }, { status: 599 }, { problem: 'cut', final: false }])
      expect([1, 2, 3, 4, 5, 6].map((attempts) => judge(answer, attempts, retryDelaysMs))).toEqual([
        ...[5, 10, 20, 40, 80].map(after),
        { state: 'failed' },
      ]);
  });

  it('that could never be had ends it', () => {
    expect(judge({ problem: 'refused', final: true }, 1, retryDelaysMs)).toEqual({ state: 'failed' });
  });
});

describe('events that are asked for', () => {
  it('are by default those of the field family, updated first', () => {
    expect(defaultEvents).toEqual([
      'employee_with_fields.updated',
      'employee_with_fields.deleted',
      'employee_with_fields.created',
    ]);
    expect(needsMonitoring(defaultEvents)).toBe(true);
    expect(needsMonitoring(['employee.created', 'company.updated'])).toBe(false);
  });

  it('are of one family', () => {
    expect(mixesFamilies(['employee.created', 'employee_with_fields.deleted'])).toBe(true);
    expect(mixesFamilies(['employee.created', 'company.deleted'])).toBe(false);
  });

  it('cannot be about the termination date, which changes by the calendar', () => {
    const field = (name: string) => catalogue.find(name) ?? { key: '' };
    expect([canBeMonitored(field('terminationDate')), canBeMonitored(field('hireDate'))]).toEqual([
      false,
      true,
    ]);
  });
});

describe('an address of this server', () => {
  it.each<[string, string | undefined]>([
    ['http://localhost:8420/hooks/con_01abc', 'con_01abc'],
    ['http://127.0.0.1:8420/hooks/con_01abc', 'con_01abc'],
    ['http://localhost:8421/hooks/con_01abc', undefined],
    ['https://localhost:8420/hooks/con_01abc', undefined],
    ['http://localhost:8420/hooks/con_01abc/../../v1/users', undefined],
    ['http://localhost:8420/hooks/con_01abc?to=elsewhere', undefined],
    ['http://user@localhost:8420/hooks/con_01abc', undefined],
    ['http://localhost:8420/v1/hooks/con_01abc', undefined],
    ['http://localhost:8420/hooks/', undefined],
    ['http://10.0.0.1:8420/hooks/con_01abc', undefined],
    ['http://localhost.evil.example:8420/hooks/con_01abc', undefined],
    ['nonsense', undefined],
  ])('%s calls %s', (address, connectionId) => {
    expect(ownHook(address, 8420)).toBe(connectionId);
  });
});
