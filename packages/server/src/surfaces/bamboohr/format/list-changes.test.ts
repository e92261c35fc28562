import { describe, expect, it } from 'vitest';
import { readBody } from '../body.ts';
import { readOptionChanges } from './list-changes.ts';

const read = (text: string) =>
  readOptionChanges(readBody(Buffer.from(text), text.startsWith('<') ? 'text/xml' : 'application/json'));
const nothing = { archived: undefined, adpCode: undefined };

describe('changes of a list', () => {
  it('are the same in JSON and XML', () => {
    const json = read(
      '{"options":[{"id":5,"value":"New"},{"value":" Added "},{"id":"6","archived":"yes"},{"id":7,"value":"R&D","adpCode":"A1"}]}',
    );
    const xml = read(
      '<options><option id="5">New</option><option>Added</option><option archived="yes" id="6"/><option id="7" adpCode="A1">R&amp;D</option></options>',
    );
    expect(json).toEqual([
      { ...nothing, id: 5, name: 'New' },
      { ...nothing, id: undefined, name: 'Added' },
      { ...nothing, id: 6, name: undefined, archived: true },
      { ...nothing, id: 7, name: 'R&D', adpCode: 'A1' },
    ]);
    expect(xml).toEqual(json);
  });

  it.each([
    '{}',
    '{"options":[]}',
    '{"options":{"id":1}}',
    '{"options":[{}]}',
    '{"options":[null]}',
    '{"options":[{"value":"  "}]}',
    '{"options":[{"id":"one"}]}',
    '{"options":[{"id":-1,"value":"x"}]}',
    '{"options":[{"id":1,"archived":"perhaps"}]}',
    '{"options":[{"value":{"a":1}}]}',
    `{"options":[{"value":"${'x'.repeat(256)}"}]}`,
    '<list><option>A</option></list>',
    '<options/>',
  ])('are refused as %s', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });
});
