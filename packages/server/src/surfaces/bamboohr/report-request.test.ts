import { describe, expect, it } from 'vitest';
import { readBody } from './body.ts';
import { readReportRequest } from './report-request.ts';

const read = (text: string) => readReportRequest(readBody(Buffer.from(text), undefined));

describe('the request of a report', () => {
  it('is read from JSON', () => {
    const request = read(
      '{"title":"T","fields":["firstName",1610],"filters":{"lastChanged":{"value":"2026-01-01T00:00:00Z","includeNull":"no"},"employeeIds":[1,"2"]}}',
    );
    expect(request).toEqual({
      title: 'T',
      fields: ['firstName', '1610'],
      changedSince: '2026-01-01T00:00:00Z',
      employees: [1, 2],
      filterDuplicates: true,
    });
  });

  it('is read from XML', () => {
    const request = read(
      '<report output="json"><title>T</title><filters><lastChanged includeNull="no">2026-01-01T00:00:00Z</lastChanged>' +
        '<employeeIds><employeeId>1</employeeId></employeeIds></filters><fields><field id="firstName"/><field id="16.1"/></fields></report>',
    );
    expect(request).toEqual({
      title: 'T',
      fields: ['firstName', '16.1'],
      changedSince: '2026-01-01T00:00:00Z',
      employees: [1],
      filterDuplicates: true,
    });
  });

  it.each([
    '{"fields":["a"]}',
    '{"fields":["a"],"filters":{}}',
    '{"fields":["a"],"filters":[]}',
    '{"fields":["a"],"filters":{"lastChanged":{"includeNull":"no"}}}',
    '<report><fields><field id="a"/></fields></report>',
    '<report><filters><lastChanged includeNull="no"></lastChanged></filters><fields><field id="a"/></fields></report>',
  ])('without a real filter filters nothing: %s', (text) => {
    expect(read(text)).toEqual({
      title: '',
      fields: ['a'],
      changedSince: undefined,
      employees: undefined,
      filterDuplicates: true,
    });
  });

  it.each([
    '{"fields":["a"],"filterDuplicates":"no"}',
    '{"fields":["a"],"filterDuplicates":false}',
    '<report filterDuplicates="no"><fields><field id="a"/></fields></report>',
    '<report><filterDuplicates>no</filterDuplicates><fields><field id="a"/></fields></report>',
  ])('keeps duplicates when it says so: %s', (text) => {
    expect(read(text).filterDuplicates).toBe(false);
  });

  it('leaves out ids that nobody has', () => {
    expect(read('{"filters":{"employeeIds":["x",-1,4,"4"," 5 "]}}').employees).toEqual([4, 5]);
  });

  it.each([
    '{"fields":"firstName"}',
    '{"fields":[{"id":1}]}',
    '{"fields":[],"filters":"x"}',
    '{"fields":[],"filters":{"lastChanged":"x"}}',
    '{"fields":[],"filters":{"employeeIds":5}}',
  ])('of another type is refused: %s', (text) => {
    expect(() => read(text)).toThrowError(expect.objectContaining({ code: 'request.invalid' }));
  });
});
