import { type ErrorCode, JoineryError } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { type ErrorStyle, toAnswer } from '../errors.ts';

const answerTo = (code: ErrorCode, style: ErrorStyle) => {
  const { status, headers, body } = toAnswer(new JoineryError(code, 'No.'), style, {
    company: 'acme',
    path: '/asked',
  });
  return { status, type: headers['content-type'], body: String(body) };
};

describe('an error of reports', () => {
  it.each([
    ['reports.not_found', 'custom-reports', 404, { code: 404, message: 'No.' }],
    ['access.forbidden', 'custom-reports', 403, { code: 403, message: 'No.' }],
    ['request.invalid', 'dataset-options', 400, { code: 400, message: 'No.' }],
    ['reports.dataset_not_found', 'dataset-options', 400, { code: 400, message: 'No.' }],
    ['request.invalid', 'employee-list', 400, { code: 'BadRequest', message: 'No.' }],
    ['reports.invalid_page', 'employee-list', 400, { code: 'BadPage', message: 'No.' }],
    ['access.forbidden', 'employee-list', 403, { code: 'Forbidden', message: 'No.' }],
  ] as const)('%s as %s', (code, style, status, error) => {
    const answer = answerTo(code, style);
    expect([answer.status, answer.type]).toEqual([status, 'application/json']);
    expect(JSON.parse(answer.body)).toEqual({ error });
  });

  it('is plain text in the oldest datasets', () => {
    expect(answerTo('reports.dataset_not_found', 'dataset-text')).toEqual({
      status: 400,
      type: 'text/plain; charset=UTF-8',
      body: 'No.',
    });
  });

  it.each([
    ['reports.dataset_not_found', 'dataset-problem', 422, 'DATASET_NOT_FOUND'],
    ['reports.dataset_not_found', 'dataset-rows', 404, 'DATASET_NOT_FOUND'],
    ['reports.field_not_found', 'dataset-rows', 400, 'FIELD_NOT_FOUND'],
    ['reports.invalid_filter', 'dataset-rows', 422, 'INVALID_FILTER'],
    ['reports.invalid_filter', 'dataset-problem', 400, 'INVALID_FILTER'],
    ['reports.invalid_page', 'dataset-rows', 422, 'INVALID_PAGE'],
    ['reports.sort_not_selected', 'dataset-rows', 400, 'UE-1001'],
  ] as const)('%s as %s is the problem %i %s', (code, style, status, problemCode) => {
    const answer = answerTo(code, style);
    expect([answer.status, answer.type]).toEqual([status, 'application/problem+json']);
    expect(JSON.parse(answer.body)).toMatchObject({ status, detail: 'No.', code: problemCode });
  });
});
