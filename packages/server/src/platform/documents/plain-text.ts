// Plain text: whether it is that and nothing else, and what it says.
import { fileTypeFromBuffer } from 'file-type';
import { splitSigns, storableText } from './hidden-signs.ts';
import { maxTextLength, type Reading, Refusal } from './reading.ts';
import { endsAsZip } from './zip.ts';

/** @throws Refusal for what is text in no encoding that people use, or another kind of file. */
export async function judgeText(file: Buffer): Promise<void> {
  if (endsAsZip(file) || (await fileTypeFromBuffer(file)) !== undefined) throw new Refusal('mismatch');
  const text = decodeText(file);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (text === undefined || /[\x00-\x08\x0b\x0e-\x1f]/.test(text)) throw new Refusal('mismatch');
}

export function readText(file: Buffer): Reading {
  const { text, signs } = splitSigns((decodeText(file) ?? '').slice(0, 4 * maxTextLength));
  return {
    kind: 'read',
    text: storableText(text, maxTextLength),
    hiddenText: storableText(signs, maxTextLength),
    flags: signs === '' ? [] : ['hidden_text'],
  };
}

function decodeText(file: Buffer): string | undefined {
  const mark = file.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff') return decode(file, mark === 'fffe' ? 'utf-16le' : 'utf-16be');
  return decode(file, 'utf-8') ?? decode(file, 'windows-1252');
}

function decode(file: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(file);
  } catch {
    return undefined;
  }
}
