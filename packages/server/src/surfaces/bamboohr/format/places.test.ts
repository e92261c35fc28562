import { describe, expect, it } from 'vitest';
import { selectZones } from './places.ts';

const zone = (name: string, label: string, offset = '+00:00') => ({ id: name, name, label, offset });
const zones = [
  zone('America/Denver', 'Mountain Time', '-07:00'),
  zone('Asia/Kolkata', 'India Standard Time', '+05:30'),
  zone('UTC', 'Coordinated Universal Time'),
];
const select = (query: Record<string, string>) => selectZones([...zones], query).map(({ name }) => name);

describe('time zones', () => {
  it.each([
    [{}, ['America/Denver', 'Asia/Kolkata', 'UTC']],
    [{ $filter: "name eq 'utc'" }, ['UTC']],
    [{ $filter: "contains(label,'mountain')" }, ['America/Denver']],
    [{ $filter: "startswith(name, 'A') and contains(name,'Kol')" }, ['Asia/Kolkata']],
    [{ $filter: "contains(label,'and') and name eq 'x'" }, []],
    [{ $filter: "name eq 'it''s and that'" }, []],
    [{ $orderby: 'name desc' }, ['UTC', 'Asia/Kolkata', 'America/Denver']],
    [{ $orderby: 'offset' }, ['UTC', 'Asia/Kolkata', 'America/Denver']],
  ])('by %j are %j', (query, expected) => {
    expect(select(query as Record<string, string>)).toEqual(expected);
  });

  it.each([
    { $filter: 'name' },
    { $filter: "nothing eq 'x'" },
    { $filter: "name eq 'x' or name eq 'y'" },
    { $filter: "name eq 'x'; drop table fields" },
    { $filter: Array.from({ length: 11 }, () => "name eq 'x'").join(' and ') },
    { $orderby: 'name sideways' },
    { $orderby: 'nothing' },
  ])('are refused for %j', (query) => {
    expect(() => select(query as Record<string, string>)).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });
});
