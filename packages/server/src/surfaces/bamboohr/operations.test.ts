import { describe, expect, it } from 'vitest';
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
