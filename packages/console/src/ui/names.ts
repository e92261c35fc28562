const palette = ['petrol', 'blue', 'violet', 'grape', 'pink', 'indigo', 'teal', 'cyan'] as const;

/** First letters of the first and the last part of a name; letters outside the BMP stay whole. */
export function initialsOf(name: string): string {
  const parts = name.trim().split(/\s+/).filter(Boolean);
  const first = parts.at(0);
  if (!first) return '?';
  const last = parts.length > 1 ? parts.at(-1) : undefined;
  const letter = (part: string) => [...part][0]?.toUpperCase() ?? '';
  return letter(first) + (last ? letter(last) : '');
}

export function colorOf(name: string): (typeof palette)[number] {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return palette[sum % palette.length] ?? 'petrol';
}

const numbers = new Intl.NumberFormat('en-GB');

/** `1,300` */
export function numberOf(count: number): string {
  return numbers.format(count);
}

/** `1 application`, `2 applications`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${numberOf(count)} ${count === 1 ? singular : plural}`;
}

const fileUnits = ['bytes', 'kB', 'MB'] as const;

export function fileSize(bytes: number): string {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  const value = bytes / 1000 ** step;
  return `${step === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${fileUnits[step]}`;
}
