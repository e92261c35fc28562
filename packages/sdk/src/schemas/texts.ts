// Texts as strangers send them. What a check of these says is exactly what its JSON Schema says, so
// that whoever reads the schema of a form knows what the server takes. That is why lengths are
// counted in code points, as JSON Schema counts, and before blanks at the ends are taken off.
import { z } from 'zod';

/** Text of at most so many code points; blanks at its ends are taken off afterwards. */
export function boundedText(max: number) {
  return bounded(z.string(), max).trim();
}

function bounded<S extends z.ZodString>(text: S, max: number): S {
  const message = `expected at most ${max} characters`;
  return text
    .refine((value) => value.length <= max || [...value].length <= max, { message })
    .meta({ maxLength: max }) as S;
}

/** The same, in the form of `pattern`, which is read with the flag u. */
export function patternText(max: number, pattern: RegExp, message: string) {
  return bounded(z.string().regex(pattern, message), max).trim();
}

/** Something of it can be seen. */
export const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;
/** Blanks of any kind, but no other control characters. */
export const oneLine = /^[\P{Cc}\s]*$/u;

// Each of these is read in one pass, also where it fails: no two neighbours can take the same character.

/** Nothing, or an address: also IDN, quoted names and hosts without a dot; never a line break. */
export const emailPattern =
  /^[ \t]*(?:(?:[^\s@"\p{Cc}]{1,64}|"[^"\\\p{Cc}]{1,62}")@[^\s@"\p{Cc}]{1,253}[ \t]*)?$/u;
/** Nothing, or 3 to 20 digits with whatever people write between them. */
export const phonePattern = /^(?:\D*(?:\d\D*){3,20}|\s*)$/u;
/** Nothing, or an address that a page can show as a link: never a script. */
export const linkPattern = /^\s*(?:[Hh][Tt][Tt][Pp][Ss]?:\/\/\S+\s*)?$/u;

export const emailText = patternText(254, emailPattern, 'expected an e-mail address');
export const phoneText = patternText(60, phonePattern, 'expected a phone number of 3 to 20 digits');
export const linkText = patternText(
  500,
  linkPattern,
  'expected an address that begins with http:// or https://',
);
