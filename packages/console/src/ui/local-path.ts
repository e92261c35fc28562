/** Only a path of this site may follow a sign-in: `//evil.example` and whole addresses are dropped. */
export const localPath = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : undefined;
