// Rich text: whether it is that and nothing else, what it says, and a copy without what it could do.
import { splitSigns, storableText } from './hidden-signs.ts';
import { isHarmlessLink, tinyPoints } from './office.ts';
import { type DocumentFlag, maxTextLength, type Reading, Refusal } from './reading.ts';

const maxDepth = 300;
const objects =
  /^(object|objdata|objclass|objname|objalias|objsect|template|ole\w*|mailmerge|ddeauto|control|htmltag)$/;
const notes =
  /^(info|userprops|xmlnstbl|datastore|generator|datafield|revtbl|passwordhash|protusertbl|atnauthor|atnid|atndate|fname|docvar|listname|wgrffmtfilter|rsidtbl)$/;
const untold =
  /^(fonttbl|stylesheet|pict|listtable|listoverridetable|themedata|colorschememapping|latentstyles|fldinst|sn|sv|sp|bkmkstart|bkmkend|filetbl|nonshppict|panose|falt)$/;
const activeInstruction =
  /\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON|AUTOTEXT|RD|PRINT)\b/i;

interface Look {
  hidden: boolean;
  color: number;
  halfPoints: number;
  ground: boolean;
  untold: boolean;
  skipAfterUnicode: number;
}

interface Group {
  start: number;
  look: Look;
  /** What it is, once a word has said so. */
  destination: string;
  starred: boolean;
  /** Where the words for an unknown thing begin. */
  instruction: string;
}

/** @throws Refusal for what is no rich text, or goes on behind its end. */
export function judgeRtf(file: Buffer): void {
  walk(file, { say: () => undefined, drop: () => undefined });
}

export function readRtf(file: Buffer): Reading {
  const flags = new Set<DocumentFlag>();
  const text: string[] = [];
  const hidden: string[] = [];
  const cuts: [number, number][] = [];
  let length = 0;
  walk(file, {
    say: (part, isHidden) => {
      if (isHidden) hidden.push(part);
      else if (length < 2 * maxTextLength) text.push(part);
      length += part.length;
    },
    drop: (from, to, why) => {
      cuts.push([from, to]);
      if (why !== undefined) flags.add(why);
    },
  });
  const { text: plain, signs } = splitSigns(text.join(''));
  const hiddenText = storableText(`${hidden.join('')} ${signs}`, maxTextLength);
  if (hiddenText !== '') flags.add('hidden_text');
  const cleaned = without(file, cuts);
  return { kind: 'read', text: storableText(plain, maxTextLength), hiddenText, flags: [...flags], cleaned };
}

function without(file: Buffer, cuts: [number, number][]): Buffer {
  const kept: Buffer[] = [];
  let at = 0;
  for (const [from, to] of cuts.sort(([a], [b]) => a - b)) {
    if (to <= at) continue;
    kept.push(file.subarray(at, Math.max(from, at)));
    at = to;
  }
  return Buffer.concat([...kept, file.subarray(at, file.lastIndexOf('}') + 1)]);
}

interface Listener {
  say(text: string, isHidden: boolean): void;
  drop(from: number, to: number, why: DocumentFlag | undefined): void;
}

function walk(file: Buffer, { say, drop }: Listener): void {
  const source = file.toString('latin1');
  if (!/^\{\\rtf1?(?![a-z])/.test(source)) throw new Refusal('mismatch');
  const stack: Group[] = [];
  const whites = new Set<number>();
  let codePage = 1252;
  let bytes: number[] = [];
  let skip = 0;
  let colors = 0;
  let color = { red: 0, green: 0, blue: 0 };
  const top = (): Group => {
    const group = stack.at(-1);
    if (group === undefined) throw new Refusal('mismatch');
    return group;
  };
  const flush = (): void => {
    if (bytes.length > 0) tell(decoderOf(codePage).decode(Uint8Array.from(bytes)));
    bytes = [];
  };
  const tell = (text: string): void => {
    const group = top();
    if (group.destination === 'fldinst') group.instruction += text;
    if (group.destination === 'colortbl' && text.includes(';')) {
      if (colors > 0 && Math.min(color.red, color.green, color.blue) >= 0xf0) whites.add(colors);
      colors += 1;
      color = { red: 0, green: 0, blue: 0 };
    }
    const { look } = group;
    if (look.untold) return;
    const isUnseen =
      look.hidden || look.halfPoints <= tinyPoints * 2 || (whites.has(look.color) && !look.ground);
    say(text, isUnseen && text.trim() !== '');
  };
  const symbols = /\\(?:([a-zA-Z]{1,32})(-?\d{1,10})? ?|'([0-9a-fA-F]{2})|([\s\S]))|[{}]|[^\\{}]+|\\$/gy;
  for (let at = 0; at < source.length; ) {
    symbols.lastIndex = at;
    const match = symbols.exec(source);
    if (match === null) throw new Refusal('mismatch');
    const [whole, word, number, hex, symbol] = match;
    const from = at;
    at = symbols.lastIndex;
    if (stack.length === 0 && from > 0) {
      // What comes behind the last brace is for another reader.
      if (/^[\s\0]+$/.test(whole)) continue;
      throw new Refusal('mismatch');
    }
    if (whole === '{') {
      flush();
      skip = 0;
      const above = stack.at(-1);
      const look = above === undefined ? plainLook() : { ...above.look };
      const destination = above?.destination === 'fldinst' ? 'fldinst' : '';
      if (stack.push({ start: from, look, destination, starred: false, instruction: '' }) > maxDepth)
        throw new Refusal('too_large');
    } else if (whole === '}') {
      flush();
      skip = 0;
      const group = top();
      stack.pop();
      const above = stack.at(-1);
      if (group.destination === 'fldinst' && above?.destination === 'fldinst')
        above.instruction += group.instruction;
      else if (group.destination === 'fldinst' && isActive(group.instruction))
        drop(group.start, at, 'active_content');
    } else if (word !== undefined) {
      if (word !== 'u') flush();
      const group = top();
      if (word === 'bin') at += Math.max(0, Math.min(Number(number ?? 0), source.length - at));
      else if (word === 'u') {
        flush();
        if (skip === 0 || number !== undefined) tell(String.fromCharCode(Number(number ?? 0) & 0xffff));
        skip = group.look.skipAfterUnicode;
      } else if (word === 'ansicpg') codePage = Number(number ?? 1252);
      else if (word === 'red' || word === 'green' || word === 'blue') color[word] = Number(number ?? 0);
      else {
        if (objects.test(word) || notes.test(word)) {
          if (stack.length === 1) throw new Refusal('mismatch');
          const end = endOf(source, at, group.start);
          drop(
            group.start,
            end,
            objects.test(word) ? 'active_content' : word === 'info' ? 'metadata' : undefined,
          );
          group.look.untold = true;
        }
        apply(word, number === undefined ? undefined : Number(number), group, tell);
      }
    } else if (hex !== undefined) {
      if (skip > 0) skip -= 1;
      else bytes.push(Number.parseInt(hex, 16));
    } else if (symbol !== undefined) {
      if (symbol === '*') top().starred = true;
      else if (skip > 0) skip -= 1;
      else {
        flush();
        if (symbol === '~') tell(' ');
        else if ('\\{}'.includes(symbol)) tell(symbol);
        else if (symbol === '\n' || symbol === '\r') tell('\n');
      }
    } else if (whole !== '\\') {
      flush();
      const text = whole.replace(/[\r\n\0]/g, '').slice(skip);
      skip = Math.max(0, skip - whole.length);
      if (text !== '') tell(text);
    }
  }
  if (stack.length > 0) throw new Refusal('mismatch');
}

function isActive(instruction: string): boolean {
  if (activeInstruction.test(instruction)) return true;
  const target = /HYPERLINK\s+"?([^"\s]+)/i.exec(instruction)?.[1];
  return target !== undefined && !target.startsWith('\\') && !isHarmlessLink(target);
}

/** Where the group ends that was open at `at`; `start` is where it began. */
function endOf(source: string, at: number, start: number): number {
  let depth = 1;
  const braces = /\\bin(\d{1,10}) ?|\\[\s\S]|[{}]/g;
  braces.lastIndex = at;
  for (let match = braces.exec(source); match !== null; match = braces.exec(source)) {
    if (match[1] !== undefined) braces.lastIndex += Number(match[1]);
    if (match[0] === '{') depth += 1;
    if (match[0] === '}') depth -= 1;
    if (depth === 0) return braces.lastIndex;
  }
  throw new Refusal('mismatch', start === 0 ? undefined : 'a part of it has no end');
}

function plainLook(): Look {
  return { hidden: false, color: 0, halfPoints: 24, ground: false, untold: false, skipAfterUnicode: 1 };
}

function apply(word: string, value: number | undefined, group: Group, tell: (text: string) => void): void {
  const { look } = group;
  if (group.destination === '' && untold.test(word)) {
    group.destination = word;
    look.untold = true;
  } else if (word === 'colortbl') {
    group.destination = word;
    look.untold = true;
  } else if (group.starred && group.destination === '' && word !== 'shptxt' && word !== 'shpinst') {
    // Unknown to a reader, who then leaves it out.
    group.destination = word;
    look.untold = true;
  } else if (word === 'v') look.hidden = value !== 0;
  else if (word === 'cf') look.color = value ?? 0;
  else if (word === 'fs') look.halfPoints = value ?? 24;
  else if (/^(cb|highlight|chcbpat|cbpat|clcbpat)$/.test(word)) look.ground = (value ?? 0) > 0;
  else if (word === 'shptxt') look.ground = true;
  else if (word === 'uc') look.skipAfterUnicode = value ?? 1;
  else if (word === 'plain')
    Object.assign(look, { ...plainLook(), untold: look.untold, skipAfterUnicode: look.skipAfterUnicode });
  else if (/^(par|line|row|page|sect)$/.test(word)) tell('\n');
  else if (word === 'tab' || word === 'cell') tell(' ');
  else {
    const sign = {
      emdash: '—',
      endash: '–',
      lquote: '‘',
      rquote: '’',
      ldblquote: '“',
      rdblquote: '”',
      bullet: '•',
    }[word];
    if (sign !== undefined) tell(sign);
  }
}

const pages: Record<number, string> = {
  932: 'shift_jis',
  936: 'gbk',
  949: 'euc-kr',
  950: 'big5',
  65001: 'utf-8',
};

function decoderOf(codePage: number): { decode(bytes: Uint8Array): string } {
  try {
    return new TextDecoder(pages[codePage] ?? `windows-${codePage}`);
  } catch {
    return new TextDecoder('windows-1252');
  }
}
