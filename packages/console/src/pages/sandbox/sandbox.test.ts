import type { SandboxFault } from '@joinery/sdk';
import { describe, expect, it } from 'vitest';
import { emptyFault, problemsOf, toFaultInput } from './fault-form.ts';
import { detailsOf, leftOf } from './fault-words.ts';
import { toQuery } from './sandbox.queries.ts';

const aFault = (part: Partial<SandboxFault> = {}): SandboxFault => ({
  id: 'flt_1',
  operation: '*',
  fault: 'drop',
  remaining: 3,
  probability: 1,
  seed: 'sandbox',
  seconds: null,
  executes: false,
  bytesPerSecond: null,
  fields: null,
  retryAfter: null,
  ...part,
});

describe('a fault', () => {
  it('says how many requests it will still hit', () => {
    expect(leftOf(aFault())).toBe('3 more');
    expect(leftOf(aFault({ remaining: null, probability: 0.2 }))).toBe('All, 20 %');
  });

  it('says what was ordered with it', () => {
    expect(detailsOf(aFault())).toBe('');
    expect(detailsOf(aFault({ seconds: 5, retryAfter: 'http_date', executes: true }))).toBe(
      '5 s · Retry-After: http date · the work is done',
    );
  });

  it('is ordered with what belongs to its kind only', () => {
    const form = {
      operation: '',
      fault: 'drop' as const,
      count: 2,
      always: false,
      probability: 100,
      seconds: 5,
      retryAfter: 'far' as const,
      fields: 'a, b',
    };
    expect(toFaultInput(form)).toEqual({ operation: '*', fault: 'drop', count: 2, probability: 1 });
    expect(toFaultInput({ ...form, fault: 'status_429', always: true, probability: 25 })).toEqual({
      operation: '*',
      fault: 'status_429',
      count: null,
      probability: 0.25,
      seconds: 5,
      retryAfter: 'far',
    });
    expect(toFaultInput({ ...form, fault: 'vanish_fields' })).toMatchObject({ fields: ['a', 'b'] });
  });
});

describe('an order for a fault', () => {
  it('that can be carried out has nothing to mend', () => {
    expect(problemsOf(emptyFault)).toEqual({});
    expect(problemsOf({ ...emptyFault, count: '', always: true })).toEqual({});
  });

  it('names what is missing before anything is sent', () => {
    expect(problemsOf({ ...emptyFault, count: '', probability: 0, fault: 'vanish_fields' })).toEqual({
      count: 'Say how many requests it hits',
      probability: 'A share above 0, up to 100',
      fields: 'Name at least one field',
    });
    expect(Object.keys(problemsOf({ ...emptyFault, count: 1.5, probability: '' }))).toEqual([
      'count',
      'probability',
    ]);
  });
});

it('the list of requests is asked for by beginning of the operation and by outcome', () => {
  expect(toQuery({ operation: '', outcome: 'all' })).toEqual({});
  expect(toQuery({ operation: ' GET /v1/meta ', outcome: 'fault' })).toEqual({
    operation: 'GET /v1/meta*',
    fault: 'any',
  });
  expect(toQuery({ operation: 'GET*', outcome: 'not_executed' })).toEqual({
    operation: 'GET*',
    executed: 'false',
  });
  expect(toQuery({ operation: '', outcome: 'limited' })).toEqual({ limited: 'true' });
});
