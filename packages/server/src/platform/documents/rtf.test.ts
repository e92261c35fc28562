import { describe, expect, it } from 'vitest';
import { judgeRtf, readRtf } from './rtf.ts';

const rtf = (body: string): Buffer =>
  Buffer.from(
    `{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red255\\green255\\blue255;\\red0\\green0\\blue0;}${body}}`,
    'latin1',
  );

describe('rich text', () => {
  it('says what somebody reads in it', () => {
    const read = readRtf(rtf("Zo\\'eb \\u8364? {\\b bold}\\par \\{x\\}\\tab y\\emdash{\\uc2\\u20320??}"));
    expect(read).toMatchObject({ text: 'Zoë € bold\n{x} y—你', hiddenText: '', flags: [] });
  });

  it.each(['{\\v secret}', '\\v secret\\v0 ', '{\\cf1 secret}', '{\\fs2 secret}', '{\\fs4{\\b secret}}'])(
    'hides %s',
    (hidden) => {
      const read = readRtf(rtf(`My life ${hidden}`));
      expect(read).toMatchObject({ text: 'My life', hiddenText: 'secret', flags: ['hidden_text'] });
    },
  );

  it('shows white letters on a ground of another colour', () => {
    expect(readRtf(rtf('{\\cf1\\highlight2 seen}'))).toMatchObject({ text: 'seen', hiddenText: '' });
  });

  it.each([
    ['an object', 'x{\\object\\objemb{\\*\\objclass Package}{\\*\\objdata 6576696c evil}{\\result{y}}}'],
    ['an object that hides its name', 'x{{\\*\\objdata evil}}'],
    ['a word for an object in the middle of a group', 'x{\\b y\\objdata evil}'],
    ['a template', '{\\*\\template http://evil/t.dotm}x'],
    ['a field that starts a program', 'x{\\field{\\*\\fldinst DDEAUTO evil}{\\fldrslt }}'],
    ['a field that is cut in pieces', 'x{\\field{\\*\\fldinst {DDE}{AUTO evil}}{\\fldrslt }}'],
    ['a picture from elsewhere', 'x{\\field{\\*\\fldinst INCLUDEPICTURE "http://evil/p.png"}{\\fldrslt }}'],
    ['a link to a share', 'x{\\field{\\*\\fldinst HYPERLINK "file://evil/s"}{\\fldrslt }}'],
    ['bytes that speak of braces', 'x{\\object{\\*\\objdata\\bin7 }}{{evil}}'],
  ])('gives a copy without %s', (_what, body) => {
    const { cleaned, flags } = readRtf(rtf(body));
    const copy = Buffer.from(cleaned ?? []);
    expect(copy.toString('latin1')).not.toContain('evil');
    expect(flags).toContain('active_content');
    judgeRtf(copy);
    expect(readRtf(copy)).toMatchObject({ text: 'x', flags: [] });
  });

  it('gives a copy that does not tell who made it', () => {
    const { cleaned, flags, text } = readRtf(
      rtf('{\\info{\\author Ada}{\\title CV}}{\\*\\generator Word;}x'),
    );
    expect(text).toBe('x');
    expect(flags).toEqual(['metadata']);
    expect(Buffer.from(cleaned ?? []).toString('latin1')).not.toMatch(/Ada|CV|Word/);
  });

  it('keeps links to pages', () => {
    const { cleaned, flags } = readRtf(
      rtf('{\\field{\\*\\fldinst HYPERLINK "https://example.com"}{\\fldrslt me}}'),
    );
    expect(Buffer.from(cleaned ?? []).toString('latin1')).toContain('https://example.com');
    expect(flags).toEqual([]);
  });

  it.each([
    ['other text', 'hello'],
    ['no end', '{\\rtf1 hello'],
    ['an end too many', '{\\rtf1 hello}}'],
    ['something behind its end', '{\\rtf1 hello}<script>'],
    ['an object all over', '{\\rtf1\\objdata 41}'],
  ])('is not what has %s', (_what, text) => {
    expect(() => judgeRtf(Buffer.from(text))).toThrow(expect.objectContaining({ reason: 'mismatch' }));
  });

  it('is not nested without end', () => {
    const deep = `{\\rtf1 ${'{'.repeat(400)}${'}'.repeat(400)}}`;
    expect(() => judgeRtf(Buffer.from(deep))).toThrow(expect.objectContaining({ reason: 'too_large' }));
  });
});
