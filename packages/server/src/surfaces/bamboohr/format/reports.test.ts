import { describe, expect, it } from 'vitest';
import type { FieldValue } from '../../../modules/fields/field-values.ts';
import {
  type ReportColumn,
  type ReportRow,
  type ReportWriter,
  reportColumn,
  writeCsv,
  writeJson,
  writeXml,
} from './reports.ts';
import { writeXls } from './reports-xls.ts';

const types: Record<string, string> = { hireDate: 'date', payRate: 'currency', state: 'state' };

const columnsOf = (...names: string[]): ReportColumn[] =>
  names.map((name) =>
    reportColumn(name, { alias: name, type: types[name] ?? 'text', name: `The ${name}` }, 'USD'),
  );

const aRow = (number: number, ...values: (FieldValue | undefined)[]): ReportRow => ({ number, values });

async function written(
  write: ReportWriter,
  title: string,
  columns: ReportColumn[],
  ...pages: ReportRow[][]
): Promise<string> {
  const pieces: Buffer[] = [];
  const rows = (async function* () {
    yield* pages;
  })();
  for await (const piece of write(title, columns, rows)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}

describe('a report in JSON', () => {
  it('has the id first in every row and not among the fields', async () => {
    expect(
      await written(writeJson, 'People', columnsOf('firstName', 'hireDate'), [aRow(4, 'Ann', null)]),
    ).toBe(
      '{"title":"People","fields":[{"id":"firstName","type":"text","name":"The firstName"},' +
        '{"id":"hireDate","type":"date","name":"The hireDate"}],' +
        '"employees":[{"id":"4","firstName":"Ann","hireDate":"0000-00-00"}]}',
    );
  });

  it('joins its pages', async () => {
    const text = await written(writeJson, '', columnsOf('a'), [aRow(1, 'x')], [aRow(2, 'y'), aRow(3, 'z')]);
    expect(JSON.parse(text).employees).toEqual([
      { id: '1', a: 'x' },
      { id: '2', a: 'y' },
      { id: '3', a: 'z' },
    ]);
  });

  it('names the id when it is asked for', async () => {
    const { fields, employees } = JSON.parse(await written(writeJson, '', columnsOf('id'), [aRow(4, 4)]));
    expect(fields).toEqual([{ id: 'id', type: 'int', name: 'EEID' }]);
    expect(employees).toEqual([{ id: '4' }]);
  });

  it('leaves out what is hidden of one employee', async () => {
    const columns = columnsOf('firstName', 'payRate');
    const { employees } = JSON.parse(
      await written(writeJson, '', columns, [aRow(4, 'Ann', undefined), aRow(5, 'Bo', null)]),
    );
    expect(employees).toEqual([
      { id: '4', firstName: 'Ann' },
      { id: '5', firstName: 'Bo', payRate: ' USD' },
    ]);
  });

  it('names a field asked by number by that number, and its values by the text of it', async () => {
    const text = await written(writeJson, '', columnsOf('16.1', '1610'), [aRow(4, 'x', null)]);
    expect(JSON.parse(text).fields.map((f: { id: unknown }) => f.id)).toEqual(['16.1', 1610]);
    expect(text).toContain('{"id":"4","16.1":"x","1610":null}');
  });

  it('shows blank states as empty text', async () => {
    const { employees } = JSON.parse(await written(writeJson, '', columnsOf('state'), [aRow(4, null)]));
    expect(employees[0].state).toBe('');
  });

  it('of nobody is complete', async () => {
    expect(JSON.parse(await written(writeJson, 'T', columnsOf('a')))).toEqual({
      title: 'T',
      fields: [{ id: 'a', type: 'text', name: 'The a' }],
      employees: [],
    });
  });
});

describe('a report in XML', () => {
  it('has a title, a fieldset and employees', async () => {
    const columns = columnsOf('firstName', 'payRate');
    expect(await written(writeXml, 'P&L', columns, [aRow(4, '<Ann>', undefined), aRow(5, null, null)])).toBe(
      '<?xml version="1.0"?>\n<report>\n <title>P&amp;L</title>\n <fieldset>\n' +
        '  <field id="firstName" type="text">The firstName</field>\n' +
        '  <field id="payRate" type="currency">The payRate</field>\n </fieldset>\n <employees>\n' +
        '  <employee id="4">\n   <field id="firstName">&lt;Ann&gt;</field>\n  </employee>\n' +
        '  <employee id="5">\n   <field id="firstName"></field>\n   <field id="payRate"> USD</field>\n  </employee>\n' +
        ' </employees>\n</report>\n',
    );
  });

  it('leaves out what XML cannot hold', async () => {
    expect(await written(writeXml, 'a\u0001b\ud800', [])).toContain('<title>ab</title>');
  });
});

describe('a report in CSV', () => {
  it('has a line of names and quoted values, and nothing for the id unless asked', async () => {
    const columns = columnsOf('firstName', 'id', 'payRate');
    expect(await written(writeCsv, 'T', columns, [aRow(4, 'a "b", c\nd', 4, undefined)])).toBe(
      '"The firstName","EEID","The payRate"\n"a ""b"", c\nd","4",""\n',
    );
  });

  it('keeps what begins like a formula byte for byte', async () => {
    expect(await written(writeCsv, 'T', columnsOf('a'), [aRow(1, '=1+1'), aRow(2, '@x')])).toBe(
      '"The a"\n"=1+1"\n"@x"\n',
    );
  });
});

describe('a report as a spreadsheet', () => {
  it('has text in every cell', async () => {
    const text = await written(writeXls, 'A/B: "x"', columnsOf('a'), [aRow(1, '=1+1 & <b>')]);
    expect(text).toContain('<Worksheet ss:Name="A B   x">');
    expect(text).toContain('<Row ss:StyleID="head"><Cell><Data ss:Type="String">The a</Data></Cell></Row>');
    expect(text).toContain('<Data ss:Type="String">=1+1 &amp; &lt;b&gt;</Data>');
    expect(text.endsWith('</Table></Worksheet>\n</Workbook>\n')).toBe(true);
  });

  it('has a name where the title has none', async () => {
    expect(await written(writeXls, '///', [])).toContain('ss:Name="Report"');
  });
});
