import { describe, expect, it } from 'vitest';
import type { Webhook } from '../../../modules/webhooks/webhooks.ts';
import {
  logView,
  monitorFieldsView,
  postFieldsView,
  webhookErrors,
  webhooksView,
  webhookView,
} from './webhooks.ts';

const webhook: Webhook = {
  id: 'whk_1',
  number: 31,
  userId: 'usr_1',
  name: 'N',
  url: 'https://example.com/x',
  format: 'json',
  events: ['employee.created'],
  monitorFields: null,
  postFields: [['15', 'Mail']],
  includeCompanyDomain: true,
  lastSentAt: null,
  createdAt: new Date('2026-05-29T14:22:45.900Z'),
};

const field = (over: object) => ({
  key: 'k',
  number: '1',
  alias: 'k',
  name: 'K',
  type: 'text',
  table: null,
  readOnly: false,
  sensitive: false,
  custom: false,
  ...over,
});

describe('a webhook', () => {
  it('has its id as text, times without a zone, and no owner', () => {
    const view = webhookView(webhook);
    expect(view).toMatchObject({ id: '31', created: '2026-05-29 14:22:45', lastSent: null });
    expect(view).toMatchObject({
      monitorFields: null,
      postFields: { 15: 'Mail' },
      includeCompanyDomain: true,
    });
    expect(JSON.stringify(view)).not.toMatch(/whk_|usr_/);
  });

  it('in a list has five keys', () => {
    const [one] = webhooksView([{ ...webhook, lastSentAt: new Date('2026-06-01T00:00:00Z') }]).webhooks;
    expect(one).toEqual({
      id: '31',
      name: 'N',
      created: '2026-05-29 14:22:45',
      lastSent: '2026-06-01 00:00:00',
      url: 'https://example.com/x',
    });
    expect(webhooksView([])).toEqual({ webhooks: [] });
  });

  it('in its log has ids as texts and null for a success that never was', () => {
    const lastAttemptedAt = new Date('2026-06-01T01:02:03Z');
    const entry = { url: 'u', lastAttemptedAt, deliveredAt: null, statusCode: null, employeeNumber: 4 };
    expect(logView(webhook, [entry])).toEqual([
      {
        webhookId: '31',
        url: 'u',
        lastAttempted: '2026-06-01 01:02:03',
        lastSuccess: null,
        statusCode: null,
        format: 'json',
        employeeIds: ['4'],
      },
    ]);
  });
});

describe('fields', () => {
  it('to be monitored have text ids; those without a number are left out', () => {
    const fields = [field({ number: '16.1', alias: null }), field({ number: null })];
    expect(monitorFieldsView(fields)).toEqual({ fields: [{ id: '16.1', name: 'K', alias: null }] });
  });

  it('to be posted have integer ids, a page and perhaps a table', () => {
    const fields = [field({}), field({ number: '4', table: 'jobInfo' }), field({ number: '16.1' })];
    const {
      fields: shown,
      tables,
      pages,
    } = postFieldsView(fields, [
      { alias: 'compensation', name: 'Compensation' },
      { alias: 'jobInfo', name: 'Job Information' },
    ]);
    expect(shown.map(({ id, pageId, tableId }) => [id, pageId, tableId])).toEqual([
      [1, 1, null],
      [4, 2, 2],
    ]);
    expect(tables).toEqual([
      { id: 1, name: 'Compensation' },
      { id: 2, name: 'Job Information' },
    ]);
    expect(pages.map(({ id }) => id)).toEqual([1, 2]);
  });
});

describe('an error', () => {
  it('has refused fields in lists of their own and the rest as issues', () => {
    const issues = [
      { path: 'name', message: 'is required' },
      { path: 'monitorFields.19', message: 'Pay rate' },
      { path: 'unknownFields.a.b', message: 'a.b' },
      { path: 'duplicatePostString.Twice', message: 'Twice' },
    ];
    expect(webhookErrors('No.', issues)).toEqual({
      errors: [
        {
          error: 'No.',
          issues: ['name: is required'],
          unknownFields: [{ id: 'a.b', name: 'a.b' }],
          monitorFields: [{ id: '19', name: 'Pay rate' }],
          duplicatePostString: ['Twice'],
        },
      ],
    });
    expect(webhookErrors('No.', [])).toEqual({ errors: [{ error: 'No.' }] });
  });
});
