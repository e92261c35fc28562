// Characters that people do not see and programs read: letters in the plane of language tags, long
// runs of variation selectors, and marks that turn the direction of what is read.
const invisible = /[\u{e0000}-\u{e007f}]+|[\u{e0100}-\u{e01ef}\ufe00-\ufe0f]{4,}|[\u202d\u202e]/gu;

/** The text without them, and what they spelled; empty when there were none. */
export function splitSigns(text: string): { text: string; signs: string } {
  const found: string[] = [];
  const plain = text.replace(invisible, (run) => {
    found.push(spelled(run));
    return '';
  });
  return { text: plain, signs: found.join(' ').trim() };
}

function spelled(run: string): string {
  const letters = [...run].map((char) => {
    const code = (char.codePointAt(0) ?? 0) - 0xe0000;
    return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '';
  });
  return letters.join('') || '[invisible characters]';
}

/** Text as it can be stored: no NUL, no halves of characters, not too many line ends. */
export function storableText(text: string, maxLength: number): string {
  return text
    .slice(0, maxLength)
    .toWellFormed()
    .replace(/[\0\ufffe\uffff]/g, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*\n/g, '\n\n')
    .trim();
}
