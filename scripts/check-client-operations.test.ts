import { describe, expect, it } from 'vitest';
import { findProblems } from './check-client-operations.ts';

const done = (id: string) => ({ id, state: 'done' });
const call = (name: string, method: string, path: string) => ({ name, method, path });

describe('the operations of the client', () => {
  it('are enough when each that is done or partly done has a method', () => {
    const dialect = [
      done('GET /v1/employees/{id}'),
      { id: 'PUT /v1/meta/lists/{listFieldId}', state: 'partial' },
      { id: 'GET /v1/benefitcoverages', state: 'not_yet' },
    ];
    const client = [
      call('employees.get', 'GET', 'v1/employees/4'),
      call('meta.updateList', 'PUT', 'v1/meta/lists/18'),
    ];
    expect(findProblems(dialect, client, {})).toEqual([]);
  });

  it('are not enough when one that is partly done has none, whatever version or method comes near', () => {
    const dialect = [{ id: 'GET /v1_2/datasets', state: 'partial' }, done('GET /v1/datasets')];
    expect(findProblems(dialect, [call('datasets.list', 'GET', 'v1/datasets')], {})).toEqual([
      'GET /v1_2/datasets: partial in the dialect, and the client has no method for it',
    ]);
    expect(findProblems([done('POST /v1/files')], [call('files.list', 'GET', 'v1/files')], {})).toHaveLength(
      2,
    );
  });

  it('count for the path that names most of its words', () => {
    const dialect = [done('GET /v1/employees/{id}'), done('GET /v1/employees/changed')];
    expect(findProblems(dialect, [call('employees.changed', 'GET', 'v1/employees/changed')], {})).toEqual([
      'GET /v1/employees/{id}: done in the dialect, and the client has no method for it',
    ]);
  });

  it('call nothing that BambooHR does not have', () => {
    expect(findProblems([], [call('meta.odd', 'GET', 'v1/meta/odd')], {})).toEqual([
      'meta.odd: no operation is GET /v1/meta/odd',
    ]);
  });

  it('have exceptions only as long as they are exceptions', () => {
    const dialect = [done('GET /v1/datasets'), { id: 'GET /v1/photo', state: 'not_yet' }];
    const client = [call('datasets.list', 'GET', 'v1/datasets')];
    expect(findProblems([done('GET /v1/datasets')], [], { 'GET /v1/datasets': 'why' })).toEqual([]);
    for (const id of ['GET /v1/datasets', 'GET /v1/photo'])
      expect(findProblems(dialect, client, { [id]: 'why' })).toEqual([
        `${id}: is no exception any more; mend the list in this file`,
      ]);
  });
});
