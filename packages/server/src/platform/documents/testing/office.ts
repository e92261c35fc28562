// Small office documents, for tests.
import { aZip, type ZipPart } from './zip.ts';

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export interface DocxParts {
  /** What stands in the body: paragraphs, or text that becomes one. */
  body?: string;
  styles?: string;
  /** Relations of the main part, as XML. */
  relations?: string;
  mainType?: string;
  /** Parts that are added or replace others. */
  parts?: ZipPart[];
}

export function aDocx({
  body = 'My life so far',
  styles = '',
  relations: own = '',
  mainType,
  parts = [],
}: DocxParts = {}): Buffer {
  const paragraphs = body.startsWith('<') ? body : aParagraph(body);
  const main = mainType ?? `${wordType}.document.main+xml`;
  const all: ZipPart[] = [
    {
      name: '[Content_Types].xml',
      content: `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${main}"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`,
    },
    {
      name: '_rels/.rels',
      content: `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
    },
    {
      name: 'word/document.xml',
      content: `${head}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${relations}" xmlns:o="urn:schemas-microsoft-com:office:office"><w:body>${paragraphs}</w:body></w:document>`,
    },
    { name: 'word/styles.xml', content: `${head}<w:styles xmlns:w="x">${styles}</w:styles>` },
    {
      name: 'word/_rels/document.xml.rels',
      content: `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${own}</Relationships>`,
    },
    {
      name: 'docProps/core.xml',
      content: `${head}<cp:coreProperties xmlns:cp="x" xmlns:dc="y"><dc:creator>Ada Lovelace</dc:creator></cp:coreProperties>`,
    },
  ];
  const given = new Set(parts.map(({ name }) => name));
  return aZip([...all.filter(({ name }) => !given.has(name)), ...parts]);
}

export function aParagraph(text: string, properties = ''): string {
  const look = properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`;
  return `<w:p><w:r>${look}<w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

export function aRelation(id: string, type: string, target: string, isExternal = true): string {
  return `<Relationship Id="${id}" Type="${relations}/${type}" Target="${target}"${isExternal ? ' TargetMode="External"' : ''}/>`;
}

export interface OdtParts {
  body?: string;
  styles?: string;
  manifest?: string;
  parts?: ZipPart[];
}

export function anOdt({
  body = '<text:p>My life so far</text:p>',
  styles = '',
  manifest = '',
  parts = [],
}: OdtParts = {}): Buffer {
  const spaces =
    'xmlns:office="o" xmlns:text="t" xmlns:style="s" xmlns:fo="f" xmlns:xlink="x" xmlns:draw="d" xmlns:svg="v" xmlns:script="c"';
  const all: ZipPart[] = [
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text', stored: true },
    {
      name: 'content.xml',
      content: `${head}<office:document-content ${spaces}><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:text>${body}</office:text></office:body></office:document-content>`,
    },
    {
      name: 'meta.xml',
      content: `${head}<office:document-meta xmlns:office="o" xmlns:dc="y"><dc:creator>Ada Lovelace</dc:creator></office:document-meta>`,
    },
    {
      name: 'META-INF/manifest.xml',
      content: `${head}<manifest:manifest xmlns:manifest="m"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml"/><manifest:file-entry manifest:full-path="meta.xml"/>${manifest}</manifest:manifest>`,
    },
  ];
  const given = new Set(parts.map(({ name }) => name));
  return aZip([...all.filter(({ name }) => !given.has(name)), ...parts]);
}
