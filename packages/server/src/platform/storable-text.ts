/** Without what PostgreSQL cannot keep in text or JSON: the character 0 and halves of characters. */
export function storableText(text: string): string {
  return (text.includes('\u0000') ? text.replaceAll('\u0000', '') : text).toWellFormed();
}

/** The same for every text in a value that is plain JSON. */
export function storableJson<T>(value: T): T {
  const text = JSON.stringify(value);
  return text === undefined
    ? value
    : JSON.parse(text, (_, part) => (typeof part === 'string' ? storableText(part) : part));
}
