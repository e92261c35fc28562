// A copy of a PDF without what it could do and what it tells about its making. Objects that nothing
// leads to (older versions, tricks) are left behind.
import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  type PDFObject,
  PDFRawStream,
  PDFRef,
  PDFStream,
  PDFString,
} from '@cantoo/pdf-lib';
import { withoutNotes } from './jpeg.ts';
import { isHarmlessLink, longAltText } from './office.ts';
import type { DocumentFlag } from './reading.ts';

export interface CleanedPdf {
  bytes: Uint8Array;
  flags: DocumentFlag[];
  /** Words for those who do not see a picture that are longer than such words are. */
  altTexts: string[];
}

interface Cleaning {
  document: PDFDocument;
  flags: Set<DocumentFlag>;
  altTexts: string[];
}

export async function cleanPdf(file: Uint8Array): Promise<CleanedPdf> {
  const document = await PDFDocument.load(file, {
    updateMetadata: false,
    throwOnInvalidObject: false,
    password: '',
  });
  const cleaning: Cleaning = { document, flags: new Set(), altTexts: [] };
  cleanTrailer(cleaning);
  cleanCatalog(cleaning);
  const reached = walk(cleaning);
  for (const [ref] of document.context.enumerateIndirectObjects())
    if (!reached.has(ref)) document.context.delete(ref);
  const bytes = await document.save({ addDefaultPage: false, updateFieldAppearances: false });
  return { bytes, flags: [...cleaning.flags], altTexts: cleaning.altTexts };
}

function cleanTrailer({ document, flags }: Cleaning): void {
  const { trailerInfo } = document.context;
  const info = document.context.lookup(trailerInfo.Info);
  const silent = new Set(['/Producer', '/Creator', '/CreationDate', '/ModDate', '/Trapped']);
  if (
    info instanceof PDFDict &&
    info.keys().some((key) => !silent.has(key.asString()) && textOf(info.lookup(key)) !== '')
  )
    flags.add('metadata');
  delete trailerInfo.Info;
  delete trailerInfo.ID;
}

function cleanCatalog({ document, flags }: Cleaning): void {
  const { catalog } = document;
  const active = (key: string, from: PDFDict | undefined = catalog): void => {
    if (from?.get(PDFName.of(key)) === undefined) return;
    from.delete(PDFName.of(key));
    flags.add('active_content');
  };
  const opening = catalog.lookup(PDFName.of('OpenAction'));
  // To begin at a page is no deed.
  if (opening instanceof PDFDict && actionOf(opening) !== '/GoTo') flags.add('active_content');
  catalog.delete(PDFName.of('OpenAction'));
  for (const key of ['AA', 'JS', 'Collection', 'NeedsRendering', 'Perms', 'AF', 'SpiderInfo', 'Requirements'])
    active(key);
  const names = catalog.lookup(PDFName.of('Names'));
  if (names instanceof PDFDict)
    for (const key of ['JavaScript', 'EmbeddedFiles', 'Renditions', 'AlternatePresentations', 'URLS'])
      active(key, names);
  const form = catalog.lookup(PDFName.of('AcroForm'));
  if (form instanceof PDFDict) active('XFA', form);
}

function walk(cleaning: Cleaning): Set<PDFRef> {
  const { context } = cleaning.document;
  const reached = new Set<PDFRef>();
  const waiting: (PDFObject | undefined)[] = [context.trailerInfo.Root];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (next instanceof PDFRef) {
      if (reached.has(next)) continue;
      reached.add(next);
      const object = context.lookup(next);
      if (object instanceof PDFRawStream) withoutNotesIn(cleaning, next, object);
      waiting.push(object);
    } else if (next instanceof PDFDict) {
      cleanDict(cleaning, next);
      waiting.push(...next.values());
    } else if (next instanceof PDFStream) {
      cleanDict(cleaning, next.dict);
      waiting.push(...next.dict.values());
    } else if (next instanceof PDFArray) {
      cleanArray(cleaning, next);
      waiting.push(...next.asArray());
    }
  }
  return reached;
}

function withoutNotesIn({ document }: Cleaning, ref: PDFRef, stream: PDFRawStream): void {
  const filter = stream.dict.lookup(PDFName.of('Filter'));
  const only = filter instanceof PDFArray && filter.size() === 1 ? filter.lookup(0) : filter;
  if (!(only instanceof PDFName) || only.asString() !== '/DCTDecode') return;
  const contents = withoutNotes(Buffer.from(stream.contents));
  if (contents.length < stream.contents.length)
    document.context.assign(ref, PDFRawStream.of(stream.dict, contents));
}

const harmlessActions = new Set(['/GoTo', '/Named', '/URI']);

function cleanDict({ flags, altTexts }: Cleaning, dict: PDFDict): void {
  for (const key of ['A', 'PA', 'Dest', 'Next'])
    if (!isHarmless(lookup(dict, key), flags)) {
      dict.delete(PDFName.of(key));
      flags.add('active_content');
    }
  const events = lookup(dict, 'AA');
  if (
    events instanceof PDFDict &&
    events.values().some((value) => actionOf(dict.context.lookup(value)) !== undefined)
  ) {
    dict.delete(PDFName.of('AA'));
    flags.add('active_content');
  }
  if (isStreamOf(lookup(dict, 'Metadata'), '/Metadata')) dict.delete(PDFName.of('Metadata'));
  if (nameOf(lookup(dict, 'Type')) === '/Page')
    for (const key of ['PieceInfo', 'Thumb']) dict.delete(PDFName.of(key));
  for (const key of ['Alt', 'ActualText', 'TU']) {
    const words = textOf(lookup(dict, key));
    if (words.length <= longAltText) continue;
    altTexts.push(words);
    dict.delete(PDFName.of(key));
  }
}

const activeNotes = new Set(['/FileAttachment', '/RichMedia', '/Movie', '/Sound', '/Screen', '/3D']);

// Annotations that bring a file or a programme along.
function cleanArray({ flags }: Cleaning, array: PDFArray): void {
  for (let at = array.size() - 1; at >= 0; at -= 1) {
    const item = array.lookup(at);
    if (!(item instanceof PDFDict) || !activeNotes.has(nameOf(lookup(item, 'Subtype')) ?? '')) continue;
    array.remove(at);
    flags.add('active_content');
  }
}

function isHarmless(value: PDFObject | undefined, flags: Set<DocumentFlag>): boolean {
  if (!(value instanceof PDFDict)) return true;
  const action = actionOf(value);
  if (action === undefined) return true;
  if (!harmlessActions.has(action)) return false;
  if (value.delete(PDFName.of('Next'))) flags.add('active_content');
  return action !== '/URI' || isHarmlessLink(textOf(lookup(value, 'URI')));
}

// A dictionary of another kind may have a key of the same name; an action has no other type.
function actionOf(value: PDFObject | undefined): string | undefined {
  if (!(value instanceof PDFDict)) return undefined;
  const type = nameOf(lookup(value, 'Type'));
  return type === undefined || type === '/Action' ? nameOf(lookup(value, 'S')) : undefined;
}

function isStreamOf(value: PDFObject | undefined, type: string): boolean {
  return value instanceof PDFStream && nameOf(lookup(value.dict, 'Type')) === type;
}

function lookup(dict: PDFDict, key: string): PDFObject | undefined {
  return dict.lookup(PDFName.of(key));
}

function nameOf(value: PDFObject | undefined): string | undefined {
  return value instanceof PDFName ? value.asString() : undefined;
}

function textOf(value: PDFObject | undefined): string {
  return value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : '';
}
