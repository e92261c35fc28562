import { describe, expect, it } from 'vitest';
import { changesJson, changesXml } from './changes.ts';
import { documentText } from './xml.ts';

const at = new Date('2026-05-29T14:29:44.500Z');

describe('the list of changes', () => {
  it('is an object by id', () => {
    expect(changesJson({ latest: at, changes: [{ number: 4, action: 'Updated', at }] })).toBe(
      '{"latest":"2026-05-29T14:29:44+00:00","employees":{"4":{"id":"4","action":"Updated","lastChanged":"2026-05-29T14:29:44+00:00"}}}',
    );
  });

  it('without changes is an empty object, not an array', () => {
    expect(JSON.parse(changesJson({ latest: at, changes: [] })).employees).toEqual({});
  });

  it('has attributes in XML', () => {
    const text = documentText(changesXml({ latest: at, changes: [{ number: 3, action: 'Inserted', at }] }));
    expect(text).toContain('<employees latest="2026-05-29T14:29:44+00:00">');
    expect(text).toContain('<employee id="3" action="Inserted" lastChanged="2026-05-29T14:29:44+00:00"/>');
  });
});
