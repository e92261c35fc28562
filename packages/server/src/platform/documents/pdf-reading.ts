// What a PDF says and what it hides: every piece of text is looked at as it would be painted.
import { getDocumentProxy, getResolvedPDFJS } from 'unpdf';
import { splitSigns, storableText } from './hidden-signs.ts';
import { tinyPoints } from './office.ts';
import { cleanPdf } from './pdf-cleaning.ts';
import { openOptions } from './pdf-judging.ts';
import { type DocumentFlag, maxTextLength, type Reading } from './reading.ts';

const maxPages = 100;
const maxOperations = 2_000_000;

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
type Page = Awaited<ReturnType<Pdf['getPage']>>;

export async function readPdf(file: Buffer): Promise<Reading> {
  const flags = new Set<DocumentFlag>();
  const said = await readPages(file);
  const cleaned = await cleanPdf(file);
  for (const flag of cleaned.flags) flags.add(flag);
  const { text, signs } = splitSigns(said.text);
  const hiddenText = storableText([said.hidden, signs, ...cleaned.altTexts].join(' '), maxTextLength);
  if (hiddenText !== '') flags.add('hidden_text');
  return {
    kind: 'read',
    text: storableText(text, maxTextLength),
    hiddenText,
    flags: [...flags],
    cleaned: cleaned.bytes,
  };
}

async function readPages(file: Buffer): Promise<{ text: string; hidden: string }> {
  const document = await getDocumentProxy(Uint8Array.from(file), openOptions);
  let text = '';
  let hidden = '';
  let operations = 0;
  const last = Math.min(document.numPages, maxPages);
  for (
    let number = 1;
    number <= last && text.length < maxTextLength && operations < maxOperations;
    number += 1
  ) {
    const page = await document.getPage(number);
    const seen = await lookAtPage(document, page);
    operations += seen.operations;
    hidden += seen.hidden;
    // Our own order of the words is plain; that of the library knows scripts which run to the left.
    text += `${seen.hidden === '' ? await wordsOf(page) : seen.text}\n`;
    page.cleanup();
  }
  await document.loadingTask.destroy();
  return { text, hidden };
}

async function wordsOf(page: Page): Promise<string> {
  const { items } = await page.getTextContent();
  return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
}

type Matrix = [number, number, number, number, number, number];
type Color = [number, number, number];

/** What lies under a text; a colour, or something whose colour nobody knows. */
interface Ground {
  box: [number, number, number, number];
  color: Color | undefined;
}

interface Pen {
  matrix: Matrix;
  fill: Color | undefined;
  alpha: number;
  mode: number;
  size: number;
  spacing: number;
  wordSpacing: number;
  scale: number;
  leading: number;
  rise: number;
}

const white: Color = [255, 255, 255];
const black: Color = [0, 0, 0];

async function lookAtPage(document: Pdf, page: Page) {
  const { OPS } = await getResolvedPDFJS();
  const visibility = await document.getOptionalContentConfig();
  const { fnArray, argsArray } = await page.getOperatorList();
  const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
  const grounds: Ground[] = [];
  const pens: Pen[] = [];
  const layers: boolean[] = [];
  let pen: Pen = {
    matrix: [1, 0, 0, 1, 0, 0],
    fill: black,
    alpha: 1,
    mode: 0,
    size: 0,
    spacing: 0,
    wordSpacing: 0,
    scale: 1,
    leading: 0,
    rise: 0,
  };
  let line: Matrix = [1, 0, 0, 1, 0, 0];
  let cursor: Matrix = line;
  let text = '';
  let hidden = '';
  let lastEnd: { x: number; y: number } | undefined;

  const moveTo = (x: number, y: number): void => {
    line = multiply(line, [1, 0, 0, 1, x, y]);
    cursor = line;
  };
  const cover = (box: [number, number, number, number], color: Color | undefined): void => {
    if (pen.alpha < 0.5 || layers.includes(false)) return;
    grounds.push({ box, color });
  };
  const isUnseen = (x: number, y: number, height: number): boolean => {
    if (layers.includes(false) || height <= tinyPoints) return true;
    if (x < left - 2 || x > right + 2 || y < bottom - 2 || y > top + 2) return true;
    const ground = grounds.findLast(({ box: [x1, y1, x2, y2] }) => x >= x1 && x <= x2 && y >= y1 && y <= y2);
    // Over a picture it is what a scanner read; of other colours than one nobody knows what is seen.
    if (ground !== undefined && ground.color === undefined) return false;
    if (pen.mode === 3 || pen.mode === 7) return true;
    if (pen.alpha < 0.06) return true;
    if (pen.mode === 1 || pen.mode === 2 || pen.fill === undefined) return false;
    return isAlike(pen.fill, ground?.color ?? white);
  };
  const show = (glyphs: unknown): void => {
    const place = multiply(pen.matrix, multiply(cursor, [pen.size * pen.scale, 0, 0, pen.size, 0, pen.rise]));
    const height = Math.hypot(place[2], place[3]);
    const width = Math.hypot(place[0], place[1]);
    // A little above the line: the ground of a text is where its letters are.
    const [x, y] = [place[4] + place[2] * 0.25 + place[0] * 0.05, place[5] + place[3] * 0.25];
    let words = '';
    let advance = 0;
    for (const glyph of Array.isArray(glyphs) ? glyphs : []) {
      if (typeof glyph === 'number') {
        advance -= (glyph / 1000) * pen.size;
        if (glyph < -180) words += ' ';
      } else if (glyph !== null && typeof glyph === 'object') {
        const { unicode = '', width: wide = 0, isSpace = false } = glyph as Glyph;
        words += unicode;
        advance += (wide / 1000) * pen.size + pen.spacing + (isSpace ? pen.wordSpacing : 0);
      }
    }
    if (words.trim() !== '' && isUnseen(x, y, height)) hidden += `${words} `;
    else {
      if (lastEnd !== undefined) {
        if (Math.abs(lastEnd.y - place[5]) > height * 0.4) text += '\n';
        else if (Math.abs(place[4] - lastEnd.x) > width * 0.15) text += ' ';
      }
      text += words;
    }
    cursor = multiply(cursor, [1, 0, 0, 1, advance * pen.scale, 0]);
    const end = multiply(pen.matrix, cursor);
    lastEnd = { x: end[4], y: end[5] };
  };

  const steps: Record<number, (args: unknown[]) => void> = {
    [OPS.save]: () => pens.push({ ...pen }),
    [OPS.restore]: () => {
      pen = pens.pop() ?? pen;
    },
    [OPS.transform]: (args) => {
      pen.matrix = multiply(pen.matrix, args as Matrix);
    },
    [OPS.paintFormXObjectBegin]: ([matrix]) => {
      pens.push({ ...pen });
      if (isMatrix(matrix)) pen.matrix = multiply(pen.matrix, matrix);
    },
    [OPS.paintFormXObjectEnd]: () => {
      pen = pens.pop() ?? pen;
    },
    [OPS.beginAnnotation]: ([, , transform, matrix]) => {
      pens.push({ ...pen });
      for (const one of [transform, matrix]) if (isMatrix(one)) pen.matrix = multiply(pen.matrix, one);
    },
    [OPS.endAnnotation]: () => {
      pen = pens.pop() ?? pen;
    },
    [OPS.beginMarkedContent]: () => layers.push(true),
    [OPS.beginMarkedContentProps]: ([tag, group]) =>
      layers.push(tag !== 'OC' || (visibility.isVisible(group as never) as boolean)),
    [OPS.endMarkedContent]: () => layers.pop(),
    [OPS.setFillRGBColor]: (args) => {
      pen.fill = colorOf(args);
    },
    [OPS.setFillColorN]: () => {
      pen.fill = undefined;
    },
    [OPS.setGState]: ([states]) => {
      for (const [name, value] of Array.isArray(states) ? (states as [string, unknown][]) : []) {
        if (name === 'ca' && typeof value === 'number') pen.alpha = value;
        if (name === 'Font' && Array.isArray(value)) pen.size = Number(value[1]);
      }
    },
    [OPS.setFont]: ([, size]) => {
      pen.size = Number(size);
    },
    [OPS.setTextRenderingMode]: ([mode]) => {
      pen.mode = Number(mode) & 3;
    },
    [OPS.setCharSpacing]: ([spacing]) => {
      pen.spacing = Number(spacing);
    },
    [OPS.setWordSpacing]: ([spacing]) => {
      pen.wordSpacing = Number(spacing);
    },
    [OPS.setHScale]: ([scale]) => {
      pen.scale = Number(scale) / 100;
    },
    [OPS.setTextRise]: ([rise]) => {
      pen.rise = Number(rise);
    },
    [OPS.setLeading]: ([leading]) => {
      pen.leading = -Number(leading);
    },
    [OPS.beginText]: () => {
      line = [1, 0, 0, 1, 0, 0];
      cursor = line;
    },
    [OPS.setTextMatrix]: (args) => {
      const matrix = args.length === 1 ? args[0] : args;
      if (!isMatrix(matrix)) return;
      line = [...matrix] as Matrix;
      cursor = line;
    },
    [OPS.moveText]: ([x, y]) => moveTo(Number(x), Number(y)),
    [OPS.setLeadingMoveText]: ([x, y]) => {
      pen.leading = Number(y);
      moveTo(Number(x), Number(y));
    },
    [OPS.nextLine]: () => moveTo(0, pen.leading),
    [OPS.showText]: ([glyphs]) => show(glyphs),
    [OPS.constructPath]: ([paint, path, bounds]) => {
      const isFilled = [OPS.fill, OPS.eoFill, OPS.fillStroke, OPS.eoFillStroke, OPS.closeFillStroke].includes(
        Number(paint),
      );
      if (!isFilled || !isBox(bounds)) return;
      cover(boxOf(pen.matrix, bounds), isRectangle(path) ? pen.fill : undefined);
    },
    [OPS.shadingFill]: () => cover([left, bottom, right, top], undefined),
  };
  const images = [
    OPS.paintImageXObject,
    OPS.paintInlineImageXObject,
    OPS.paintImageMaskXObject,
    OPS.paintImageXObjectRepeat,
    OPS.paintInlineImageXObjectGroup,
    OPS.paintImageMaskXObjectGroup,
  ];
  for (const image of images) steps[image] = () => cover(boxOf(pen.matrix, [0, 0, 1, 1]), undefined);

  const count = Math.min(fnArray.length, maxOperations);
  for (let at = 0; at < count; at += 1) {
    const step = steps[fnArray[at] ?? -1];
    if (step === undefined) continue;
    const args: unknown = argsArray[at];
    step(args === null || args === undefined ? [] : Array.from(args as ArrayLike<unknown>));
  }
  return { text, hidden, operations: count };
}

interface Glyph {
  unicode?: string;
  width?: number;
  isSpace?: boolean;
}

function multiply(m: Matrix, n: Matrix): Matrix {
  return [
    m[0] * n[0] + m[2] * n[1],
    m[1] * n[0] + m[3] * n[1],
    m[0] * n[2] + m[2] * n[3],
    m[1] * n[2] + m[3] * n[3],
    m[0] * n[4] + m[2] * n[5] + m[4],
    m[1] * n[4] + m[3] * n[5] + m[5],
  ];
}

function isMatrix(value: unknown): value is Matrix {
  return isNumbers(value) && value.length === 6;
}

function isBox(value: unknown): value is [number, number, number, number] {
  return isNumbers(value) && value.length >= 4;
}

function isNumbers(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function boxOf(matrix: Matrix, [x1, y1, x2, y2]: ArrayLike<number> & Iterable<number>): Ground['box'] {
  const corners = [
    [x1, y1],
    [x2, y1],
    [x1, y2],
    [x2, y2],
  ].map(([x = 0, y = 0]) => multiply(matrix, [1, 0, 0, 1, x, y]));
  const xs = corners.map((corner) => corner[4]);
  const ys = corners.map((corner) => corner[5]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

// Steps of the path as numbers: 0 begins, 1 is a line, 4 closes.
function isRectangle(path: unknown): boolean {
  const steps: unknown = Array.isArray(path) ? path[0] : undefined;
  if (!isNumbers(steps) || steps.length > 16) return false;
  return steps[0] === 0 && [3, 6, 9].every((at) => steps[at] === 1);
}

function colorOf(args: unknown[]): Color | undefined {
  if (args.length === 3) return args.map(Number) as Color;
  const [, red, green, blue] = /^#(..)(..)(..)$/.exec(String(args[0])) ?? [];
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)];
}

function isAlike(a: Color, b: Color): boolean {
  return a.every((part, at) => Math.abs(part - (b[at] ?? 0)) <= 20);
}
