import { createHash, randomFillSync } from 'node:crypto';

/** Prefixes of our ids; the prefix tells what an id is of. */
export type IdPrefix =
  | 'com'
  | 'lvl'
  | 'usr'
  | 'key'
  | 'ses'
  | 'emp'
  | 'pip'
  | 'stg'
  | 'job'
  | 'que'
  | 'opt'
  | 'can'
  | 'ctx'
  | 'cns'
  | 'dup'
  | 'mrg'
  | 'rec'
  | 'rrn'
  | 'rwr'
  | 'app'
  | 'fil'
  | 'rft'
  | 'tln'
  | 'con'
  | 'hir'
  | 'hfi'
  | 'hch'
  | 'lst'
  | 'pwr'
  | 'syn'
  | 'hld'
  | 'apr'
  | 'flt'
  | 'whk'
  | 'oap'
  | 'ogr'
  | 'otk'
  | 'not'
  | 'caf'
  | 'caq'
  | 'rjr'
  | 'imp'
  | 'pky';

export type Id<P extends IdPrefix> = `${P}_${string}`;

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new id: prefix, then 48 bits of time and 80 random bits in base 32, so ids sort by age. */
export function newId<P extends IdPrefix>(prefix: P, now = Date.now()): Id<P> {
  return `${prefix}_${timeText(now)}${randomText()}`;
}

function timeText(time: number): string {
  let rest = time;
  let text = '';
  for (let i = 0; i < 10; i += 1) {
    text = `${alphabet[rest % 32]}${text}`;
    rest = Math.floor(rest / 32);
  }
  return text;
}

// Random bytes come in stock: to ask for a few costs as much as to ask for many.
const stock = Buffer.alloc(4096);
let used = stock.length;

/** 5 random bits of each of 16 bytes. */
function randomText(): string {
  if (used + 16 > stock.length) {
    randomFillSync(stock);
    used = 0;
  }
  let text = '';
  for (let i = 0; i < 16; i += 1) text += alphabet[stock.readUInt8(used + i) & 31];
  used += 16;
  return text;
}

// Namespace of Joinery's name-based UUIDs. Never change it: markers of hires derive from it.
const namespace = Buffer.from('6f1c0a528f4e4b0d9b1c5d1e7a3f2c48', 'hex');

/** UUID version 5 (RFC 9562): the same name gives the same id on every machine, for ever. */
export function nameUuid(name: string): string {
  const hash = createHash('sha1').update(namespace).update(name, 'utf8').digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
