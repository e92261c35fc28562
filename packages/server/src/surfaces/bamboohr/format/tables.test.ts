import { describe, expect, it } from 'vitest';
import { changedRowsJson, changedRowsXml, rowsJson, rowsJsonPieces, rowsXml } from './tables.ts';
import { documentText } from './xml.ts';

const row = {
  id: 38563,
  employeeNumber: 4,
  values: { startDate: '2023-03-03', rate: { value: '65000.00', currency: 'USD' }, reason: null },
};

describe('rows of a table', () => {
  it('are an array with ids as text and amounts as objects', () => {
    expect(rowsJson([row])).toBe(
      '[{"id":"38563","employeeId":"4","startDate":"2023-03-03","rate":{"currency":"USD","value":"65000.00"},"reason":null}]',
    );
  });

  it('without rows are an empty array, in XML an empty element', () => {
    expect(rowsJson([])).toBe('[]');
    expect(documentText(rowsXml([]))).toBe('<?xml version="1.0"?>\n<table/>\n');
  });

  it('are the same when they come page by page', async () => {
    const pages = async function* (...all: (typeof row)[][]) {
      yield* all;
    };
    const text = async (...all: (typeof row)[][]) => {
      let pieces = '';
      for await (const piece of rowsJsonPieces(pages(...all))) pieces += piece;
      return pieces;
    };
    expect(await text([row, row], [], [row])).toBe(rowsJson([row, row, row]));
    expect(await text([])).toBe('[]');
    expect(await text()).toBe('[]');
  });

  it('have ids as attributes in XML', () => {
    const text = documentText(rowsXml([row]));
    expect(text).toContain(' <row id="38563" employeeId="4">\n  <field id="startDate">2023-03-03</field>');
    expect(text).toContain('<field id="rate" currency="USD">65000.00</field>\n  <field id="reason"></field>');
  });
});

describe('rows of those who changed', () => {
  const changed = [{ number: 4, at: new Date('2026-05-29T14:29:44.900Z') }];
  const other = { ...row, employeeNumber: 5 };

  it('are an object by employee, without ids, with a Z', () => {
    expect(changedRowsJson('compensation', changed, [row, other])).toBe(
      '{"table":"compensation","employees":{"4":{"lastChanged":"2026-05-29T14:29:44Z","rows":[' +
        '{"startDate":"2023-03-03","rate":{"currency":"USD","value":"65000.00"},"reason":null}]}}}',
    );
  });

  it('of nobody are an empty object', () => {
    expect(JSON.parse(changedRowsJson('jobInfo', [], [row])).employees).toEqual({});
  });

  it('name the table in XML', () => {
    const text = documentText(changedRowsXml('jobInfo', changed, [row]));
    expect(text).toContain(
      '<table id="jobInfo">\n <employee id="4" lastChanged="2026-05-29T14:29:44Z">\n  <row>',
    );
  });
});
