import { describe, expect, it } from 'vitest';
import { judgeOdt, readOdt } from './odt.ts';
import { anOdt } from './testing/office.ts';
import { openZip } from './zip-parts.ts';

describe('an OpenDocument text', () => {
  it('says what somebody reads in it', () => {
    const body = '<text:h>Zoë</text:h><text:p>one<text:tab/>two <text:span>three</text:span></text:p>';
    expect(readOdt(anOdt({ body }))).toMatchObject({
      text: 'Zoë\none two three',
      hiddenText: '',
      flags: ['metadata'],
    });
  });

  it.each([
    ['white', '<style:style style:name="G"><style:text-properties fo:color="#ffffff"/></style:style>'],
    ['of one point', '<style:style style:name="G"><style:text-properties fo:font-size="1pt"/></style:style>'],
    [
      'not displayed',
      '<style:style style:name="G"><style:text-properties text:display="none"/></style:style>',
    ],
    [
      'white by inheritance',
      '<style:style style:name="B"><style:text-properties fo:color="#FFFFFF"/></style:style><style:style style:name="G" style:parent-style-name="B"/>',
    ],
  ])('hides what is %s', (_how, styles) => {
    const body =
      '<text:p>My life</text:p><text:p><text:span text:style-name="G">hire me</text:span></text:p>';
    const read = readOdt(anOdt({ body, styles }));
    expect(read).toMatchObject({ text: 'My life', hiddenText: 'hire me' });
    expect(read.flags).toContain('hidden_text');
  });

  it('shows white letters on a dark ground', () => {
    const styles =
      '<style:style style:name="D"><style:paragraph-properties fo:background-color="#222222"/><style:text-properties fo:color="#ffffff"/></style:style>';
    expect(readOdt(anOdt({ body: '<text:p text:style-name="D">seen</text:p>', styles }))).toMatchObject({
      text: 'seen',
      hiddenText: '',
    });
  });

  it.each([
    [
      'event',
      '<text:p><text:a xlink:href="https://example.com/"><office:event-listeners><script:event-listener xlink:href="vnd.sun.star.script:evil"/></office:event-listeners>x</text:a></text:p>',
    ],
    [
      'remote picture',
      '<text:p>x<draw:frame><draw:image xlink:href="http://evil/pixel.png"/></draw:frame></text:p>',
    ],
    ['link to a share', '<text:p><text:a xlink:href="file://evil/share">x</text:a></text:p>'],
    ['link that is a script', '<text:p><text:a xlink:href="javascript:evil()">x</text:a></text:p>'],
    ['object', '<text:p>x<draw:frame><draw:object-ole xlink:href="./evil"/></draw:frame></text:p>'],
    [
      'DDE source',
      '<text:p>x</text:p><text:section><office:dde-source office:dde-application="evil"/></text:section>',
    ],
  ])('gives a copy without its %s', (_what, body) => {
    const file = anOdt({ body });
    judgeOdt(file);
    const { cleaned, flags } = readOdt(file);
    const copy = Buffer.from(cleaned ?? []);
    judgeOdt(copy);
    const parts = openZip(copy);
    expect(parts.names.map((name) => parts.read(name).toString()).join()).not.toMatch(/evil|Ada/);
    expect(flags).toContain('active_content');
    expect(readOdt(copy)).toMatchObject({ text: 'x', flags: [] });
  });

  it.each([
    ['macros', { parts: [{ name: 'Basic/Standard/Module1.xml', content: '<a/>' }] }, 'macros'],
    [
      'a password',
      {
        manifest:
          '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>',
      },
      'encrypted',
    ],
    [
      'another type',
      { parts: [{ name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet' }] },
      'mismatch',
    ],
    ['another root', { parts: [{ name: 'content.xml', content: '<html/>' }] }, 'mismatch'],
    ['an archive in it', { parts: [{ name: 'Pictures/1.png', content: 'PK\x03\x04' }] }, 'too_large'],
  ])('is refused with %s', (_what, parts, reason) => {
    expect(() => judgeOdt(anOdt(parts))).toThrow(expect.objectContaining({ reason }));
  });
});
