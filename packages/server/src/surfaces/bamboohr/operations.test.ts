import { oauthScopes } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import scopes from './operation-scopes.json' with { type: 'json' };
import { findOperation, operations } from './operations.ts';

const idOf = (method: string, path: string, version = 'v1') => {
  const found = findOperation(method, version, path.split('/'));
  return found !== undefined && 'operation' in found ? found.operation.id : found;
};

describe('the list of operations', () => {
  it('has every operation of the official document once, with evidence', () => {
    expect(operations.length).toBeGreaterThanOrEqual(207);
    expect(new Set(operations.map((o) => o.id)).size).toBe(operations.length);
    for (const operation of operations) {
      expect(operation.id).toMatch(/^(GET|POST|PUT|PATCH|DELETE) \/v\d(_\d)?\/\S+$/);
      expect(operation.evidence).toMatch(/^\[/);
    }
  });

  it('says what is missing exactly where an operation is partial', () => {
    for (const operation of operations)
      expect(operation.missing !== undefined, operation.id).toBe(operation.state === 'partial');
  });
});

describe('the scopes of operations', () => {
  it('stand in operation-scopes.json for every operation of the list and no other', () => {
    expect(Object.keys(scopes).sort()).toEqual(operations.map(({ id }) => id).sort());
  });

  it('are scopes that exist, at least one for whatever asks for credentials', () => {
    for (const operation of operations) {
      expect(operation.scopes.length > 0, operation.id).toBe(operation.id !== 'POST /v1/login');
      for (const scope of operation.scopes) expect(oauthScopes, operation.id).toHaveProperty([scope]);
    }
  });

  it('write exactly where the method does, webhooks and what is asked with a body aside', () => {
    for (const { id, scopes: alternatives } of operations) {
      const writes = alternatives.filter((scope) => scope.endsWith('.write')).length;
      if (id.startsWith('GET ')) expect(writes, id).toBe(0);
      else if (!/webhooks|datasets|reports|login/.test(id)) expect(writes, id).toBe(alternatives.length);
    }
  });
});

describe('finding an operation', () => {
  it('prefers literal segments to parameters', () => {
    expect(idOf('GET', 'employees/directory')).toBe('GET /v1/employees/directory');
    expect(idOf('GET', 'employees/changed')).toBe('GET /v1/employees/changed');
    expect(idOf('GET', 'employees/7')).toBe('GET /v1/employees/{id}');
    expect(idOf('GET', 'employees/changed/tables/jobInfo')).toBe('GET /v1/employees/changed/tables/{table}');
    expect(idOf('GET', 'employees/7/files/view')).toBe('GET /v1/employees/{id}/files/view');
    expect(idOf('GET', 'employees/7/files/24')).toBe('GET /v1/employees/{id}/files/{fileId}');
  });

  it('gives the parameters', () => {
    expect(findOperation('POST', 'v1_1', ['employees', '7', 'tables', 'jobInfo'])).toMatchObject({
      params: { id: '7', table: 'jobInfo' },
    });
  });

  it('treats HEAD as GET', () => {
    expect(idOf('HEAD', 'meta/fields')).toBe('GET /v1/meta/fields');
  });

  it('names the methods of a path that has no such method', () => {
    expect(idOf('PUT', 'employees/7')).toEqual({ allowed: ['GET', 'POST', 'DELETE'] });
  });

  it('finds nothing for an unknown path or version', () => {
    expect(idOf('GET', 'employes')).toBeUndefined();
    expect(idOf('GET', 'employees/7', 'v9')).toBeUndefined();
  });
});
