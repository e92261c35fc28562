import { describe, expect, it } from 'vitest';
import { type InventedPerson, inventPerson, type Population } from './people.ts';
import { randomFrom } from './random.ts';

const aPopulation = (population: Partial<Population> = {}): Population => ({
  seed: 'acme',
  count: 1000,
  today: '2026-06-15',
  domain: 'acme.example',
  firstNumber: 1,
  ...population,
});
const invent = (population = aPopulation()): InventedPerson[] =>
  Array.from({ length: population.count }, (_, index) => inventPerson(population, index));
const dates = (person: InventedPerson, table: string): string[] =>
  person.rows
    .filter((row) => row.table === table)
    .map(({ values }) => String(values.date ?? values.startDate));
const lastStatus = (person: InventedPerson) =>
  person.rows.filter((row) => row.table === 'employmentStatus').at(-1)?.values;

describe('a population', () => {
  const people = invent();

  it('is the same for the same seed and another for another', () => {
    expect(invent()).toEqual(people);
    expect(invent(aPopulation({ seed: 'other' }))).not.toEqual(people);
  });

  it('does not need everybody to make one person', () => {
    expect(inventPerson(aPopulation(), 700)).toEqual(people[700]);
  });

  it('has exactly one person without a manager, and every manager exists and has not left', () => {
    const managerOf = (person: InventedPerson) =>
      person.rows.find((row) => row.table === 'jobInfo')?.values.reportsTo as number | undefined;
    expect(people.filter((person) => managerOf(person) === undefined)).toHaveLength(1);
    for (const [index, person] of people.entries()) {
      const manager = managerOf(person);
      if (manager === undefined) continue;
      expect(manager).toBeLessThan(index + 1);
      expect(lastStatus(people[manager - 1] as InventedPerson)?.employmentStatus).not.toBe('Terminated');
    }
  });

  it('has future hires, leavers, leavers to come, rehires and leavers that are still active', () => {
    const ended = people.filter((person) => lastStatus(person)?.employmentStatus === 'Terminated');
    const left = ended.filter((person) => String(lastStatus(person)?.date) <= '2026-06-15');
    expect(left.length).toBeGreaterThan(50);
    expect(ended.length).toBeGreaterThan(left.length);
    expect(left.some((person) => person.values.status === 'Active')).toBe(true);
    expect(left.filter((person) => person.values.status === 'Active').length).toBeLessThan(left.length / 3);
    expect(people.some((person) => String(person.values.hireDate) > '2026-06-15')).toBe(true);
    expect(people.some((person) => person.values.originalHireDate !== undefined)).toBe(true);
  });

  it('has history with several steps, in order', () => {
    expect(people.some((person) => dates(person, 'jobInfo').length > 2)).toBe(true);
    expect(people.some((person) => dates(person, 'compensation').length > 2)).toBe(true);
    for (const person of people)
      for (const table of ['jobInfo', 'employmentStatus', 'compensation']) {
        const found = dates(person, table);
        expect(found).toEqual([...found].sort());
      }
  });

  it('has blanks, and names in several scripts', () => {
    for (const name of ['workEmail', 'hireDate', 'mobilePhone', 'dateOfBirth'])
      expect(
        people.some((person) => person.values[name] === undefined),
        name,
      ).toBe(true);
    const names = people.map((person) => String(person.values.firstName)).join('');
    for (const script of ['Han', 'Hiragana', 'Cyrillic', 'Arabic', 'Greek', 'Devanagari', 'Hangul'])
      expect(names, script).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'));
  });

  it('has no e-mail address twice', () => {
    const emails = people.flatMap(({ values }) => (values.workEmail === undefined ? [] : [values.workEmail]));
    expect(new Set(emails).size).toBe(emails.length);
  });
});

describe('seeded randomness', () => {
  it('stays within its bounds and is spread out', () => {
    const random = randomFrom('x');
    const numbers = Array.from({ length: 2000 }, () => random.integer(1, 10));
    expect(Math.min(...numbers)).toBe(1);
    expect(Math.max(...numbers)).toBe(10);
    expect(new Set(numbers).size).toBe(10);
    const share = Array.from({ length: 2000 }, () => random.chance(0.25)).filter(Boolean).length / 2000;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.3);
  });
});
