import {
  type MappingDefinition,
  type MappingRule,
  type MappingSource,
  mappingSources,
  mappingTargets,
  someHireFields,
} from '@joinery/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMapping } from './check-mapping.ts';
import { describeSource, evaluateMapping, namesIn } from './evaluate-mapping.ts';
import { defaultMapping, type HireSources } from './hire-mappings.ts';

const ada: HireSources = {
  'candidate.firstName': 'Ada',
  'candidate.lastName': 'Lovelace',
  'candidate.email': 'ada@example.com',
  'candidate.phone': '020 7946 0018',
  'candidate.country': 'UK',
  'job.title': 'Analyst',
  'job.department': 'Engines',
  'job.employmentType': 'part time',
};

const evaluate = (rule: Partial<MappingRule> & Pick<MappingRule, 'from'>, sources: HireSources = ada) =>
  evaluateMapping({ rules: [{ to: 'jobTitle', ...rule }], files: [] }, sources);

describe('the mapping that every connection begins with', () => {
  it('takes person and job without an offer, and asks for the hire date', () => {
    const { fields, from, problems } = evaluateMapping(defaultMapping, ada);
    expect(fields).toEqual({
      firstName: 'Ada',
      lastName: 'Lovelace',
      homeEmail: 'ada@example.com',
      mobilePhone: '020 7946 0018',
      country: 'United Kingdom',
      employmentStatus: 'Part-Time',
      jobTitle: 'Analyst',
      department: 'Engines',
    });
    expect(from.jobTitle).toBe('job.title, as offer.jobTitle is blank');
    expect(from.employmentStatus).toBe(
      'job.employmentType, as offer.employmentStatus is blank, before “Full-Time”, mapped from “part time”',
    );
    expect(problems).toContainEqual({
      field: 'hireDate',
      kind: 'blank',
      message: 'offer.startDate is blank.',
    });
  });

  it('lets the offer come first', () => {
    const offered: HireSources = {
      ...ada,
      'offer.startDate': '2027-02-01',
      'offer.jobTitle': 'Chief Analyst',
      'offer.department': 'Poetry',
      'offer.employmentStatus': 'Full-Time',
      'offer.reportsTo': 'Charles Babbage',
      'offer.payRate': '52000',
      'offer.payCurrency': 'GBP',
      'offer.payType': 'Salary',
      'offer.payPer': 'Year',
    };
    expect(evaluateMapping(defaultMapping, offered).fields).toMatchObject({
      hireDate: '2027-02-01',
      jobTitle: 'Chief Analyst',
      department: 'Poetry',
      employmentStatus: 'Full-Time',
      reportsTo: 'Charles Babbage',
      payRate: '52000',
      payCurrency: 'GBP',
      payType: 'Salary',
      payPer: 'Year',
    });
  });
});

describe('a rule', () => {
  it('takes the first source that is not blank, and names the others', () => {
    const { fields, from } = evaluate({
      from: [{ field: 'offer.jobTitle' }, { field: 'job.title' }, { constant: 'Somebody' }],
    });
    expect(fields).toEqual({ jobTitle: 'Analyst' });
    expect(from).toEqual({ jobTitle: 'job.title, as offer.jobTitle is blank, before “Somebody”' });
  });

  it('with nothing but blanks gives nothing, and says which', () => {
    const { fields, problems } = evaluate({ from: [{ field: 'offer.jobTitle' }, { field: 'job.location' }] });
    expect(fields).toEqual({});
    expect(problems).toEqual([
      { field: 'jobTitle', kind: 'blank', message: 'offer.jobTitle and job.location are blank.' },
    ]);
  });

  it('fills a template only when all of its names say something', () => {
    const from = [{ template: '{job.title} ({job.location})' }, { field: 'job.title' }];
    expect(evaluate({ from }).fields).toEqual({ jobTitle: 'Analyst' });
    expect(evaluate({ from }, { ...ada, 'job.location': 'Leeds' }).fields).toEqual({
      jobTitle: 'Analyst (Leeds)',
    });
  });

  it('puts further fields under their alias', () => {
    const { fields, from } = evaluate({ to: 'other.linkedIn', from: [{ field: 'job.title' }] });
    expect(fields).toEqual({ other: { linkedIn: 'Analyst' } });
    expect(from).toEqual({ 'other.linkedIn': 'job.title' });
  });

  it('maps a value as it came, whatever its case, and else as it was written', () => {
    const from: MappingSource[] = [{ field: 'job.title' }];
    expect(evaluate({ from, values: { ' ANALYST': 'Thinker' }, format: { case: 'upper' } }).fields).toEqual({
      jobTitle: 'Thinker',
    });
    const late = evaluate({
      to: 'country',
      from: [{ field: 'candidate.country' }],
      format: { country: 'name' },
      values: { 'United Kingdom': 'Great Britain' },
    });
    expect(late.fields).toEqual({ country: 'Great Britain' });
    expect(late.from.country).toBe('candidate.country, mapped from “United Kingdom”');
  });

  it('never sends what its field does not take, and says so', () => {
    const { fields, problems } = evaluate({ to: 'payCurrency', from: [{ field: 'job.title' }] });
    expect(fields).toEqual({});
    expect(problems).toEqual([
      {
        field: 'payCurrency',
        kind: 'unfit',
        message: 'The value of job.title is not sent: expected three capital letters such as EUR.',
      },
    ]);
  });

  it('of pay without its currency is a problem', () => {
    const { problems } = evaluate({ to: 'payRate', from: [{ constant: '100' }] });
    expect(problems).toEqual([
      { field: 'payCurrency', kind: 'unfit', message: 'A pay rate needs its currency.' },
    ]);
  });
});

const names = Object.keys(mappingSources) as (keyof HireSources)[];
const aText = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom(
    '',
    '  ',
    'Ada',
    '2027-01-04',
    '04.01.2027',
    'DE',
    'Narnia',
    '+49 30 901820',
    '52000',
    'EUR',
  ),
);
const someSources = fc.dictionary(fc.constantFrom(...names), fc.option(aText)) as fc.Arbitrary<HireSources>;
const aSource: fc.Arbitrary<MappingSource> = fc.oneof(
  fc.record({ field: fc.constantFrom(...names) }),
  fc.record({ constant: aText }),
  fc.record({
    template: fc
      .tuple(fc.constantFrom(...names), fc.constantFrom(...names))
      .map(([a, b]) => `{${a}} - {${b}}`),
  }),
);
const aRule = fc.record(
  {
    to: fc.oneof(
      fc.constantFrom(...mappingTargets.options),
      fc.constantFrom('other.badge', 'other.linkedIn'),
    ),
    from: fc.array(aSource, { minLength: 1, maxLength: 5 }),
    values: fc.dictionary(
      fc.constantFrom('Ada', 'DE', 'Germany', '52000'),
      fc.constantFrom('Bea', 'EUR', '2027-01-04'),
    ),
    format: fc.constantFrom(
      { date: 'YYYY-MM-DD', from: 'DD.MM.YYYY' },
      { country: 'name' as const },
      { phone: 'e164' as const },
      { case: 'title' as const },
    ),
  },
  { requiredKeys: ['to', 'from'] },
);
const aMapping = fc.record({
  rules: fc.uniqueArray(aRule, { selector: ({ to }) => to, maxLength: 12 }),
  files: fc.constant([]),
}) as fc.Arbitrary<MappingDefinition>;

const fieldOf = (fields: ReturnType<typeof evaluateMapping>['fields'], to: string) =>
  to.startsWith('other.') ? fields.other?.[to.slice('other.'.length)] : fields[to as 'jobTitle'];

describe('whatever the mapping and the application', () => {
  it('every rule gives its field a value with its origin, or has a problem; never both, never neither', () => {
    fc.assert(
      fc.property(aMapping, someSources, (mapping, sources) => {
        const { fields, from, problems } = evaluateMapping(mapping, sources);
        for (const { to } of mapping.rules) {
          const problem = problems.filter(
            ({ field, message }) => field === to && !message.includes('its currency'),
          );
          expect([fieldOf(fields, to) !== undefined, from[to] !== undefined, problem.length]).toEqual(
            problem.length === 0 ? [true, true, 0] : [false, false, 1],
          );
        }
      }),
    );
  });

  it('every source that a rule names, and every blank one, is told of', () => {
    fc.assert(
      fc.property(aMapping, someSources, (mapping, sources) => {
        const { from, problems } = evaluateMapping(mapping, sources);
        for (const { to, from: chain } of mapping.rules) {
          const told = [
            from[to] ?? '',
            ...problems.filter(({ field }) => field === to).map((p) => p.message),
          ].join(' ');
          for (const source of chain) expect(told).toContain(describeSource(source));
          const [first] = chain;
          const isBlank =
            first !== undefined && 'field' in first && !sources[first.field as keyof HireSources]?.trim();
          if (isBlank) expect(told).toMatch(/ (is|are) blank/);
        }
      }),
    );
  });

  it('what comes out can be handed over as it is', () => {
    fc.assert(
      fc.property(aMapping, someSources, (mapping, sources) => {
        const { fields } = evaluateMapping(mapping, sources);
        expect(someHireFields.parse(fields)).toEqual(fields);
      }),
    );
  });

  it('a mapping that names no source twice and no format sends sources as they are', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), aText, (name, value) => {
        const { fields } = evaluate({ to: 'other.note', from: [{ field: name }] }, { [name]: value });
        expect(fields.other?.note).toBe(value.trim() === '' ? undefined : value.trim());
      }),
    );
  });

  it('every rule that is kept names sources that exist', () => {
    fc.assert(
      fc.property(aMapping, (mapping) => {
        if (checkMapping(mapping).length > 0) return;
        for (const source of mapping.rules.flatMap(({ from }) => from))
          for (const name of 'field' in source
            ? [source.field]
            : 'template' in source
              ? namesIn(source.template)
              : [])
            expect(names).toContain(name);
      }),
    );
  });
});
