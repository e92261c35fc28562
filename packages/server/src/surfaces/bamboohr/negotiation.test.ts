import { describe, expect, it } from 'vitest';
import { negotiate, negotiateReport } from './negotiation.ts';

describe('the form of an answer', () => {
  it.each([
    [undefined, undefined, 'xml'],
    ['*/*', undefined, 'xml'],
    ['text/xml', undefined, 'xml'],
    ['application/xml', undefined, 'xml'],
    ['application/json', undefined, 'json'],
    ['application/json; charset=utf-8', undefined, 'json'],
    ['Application/JSON', undefined, 'json'],
    ['application/json, text/plain, */*', undefined, 'json'],
    ['text/html, application/json', undefined, 'xml'],
    ['*/*', 'JSON', 'json'],
    ['application/json', 'xml', 'xml'],
  ])('for Accept %s and format %s is %3$s', (accept, format, form) => {
    expect(negotiate(accept, format)).toBe(form);
  });
});

describe('the format of a report', () => {
  it.each([
    ['*/*', 'JSON', 'json'],
    ['application/json', 'csv', 'csv'],
    ['application/json', undefined, 'json'],
    ['text/xml', undefined, 'xml'],
    ['application/vnd.ms-excel', '', 'xls'],
    ['application/xml', undefined, undefined],
    ['*/*', undefined, undefined],
    [undefined, undefined, undefined],
    ['application/json', 'docx', undefined],
  ])('for Accept %s and format %s', (accept, format, expected) => {
    expect(negotiateReport(accept, format)).toBe(expected);
  });
});
