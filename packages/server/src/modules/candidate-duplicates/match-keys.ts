// What two records of one person have in common. Keys find who could be meant; the judgement says how
// likely it is, and why. Pure.
import type { DuplicateReason } from '@joinery/sdk';
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

export interface Person {
  id: string;
  firstName: string;
  lastName: string;
  email: string | null;
  phone: string | null;
  /** Alpha-2, where it is known. */
  country: string | null;
  city: string | null;
  zipCode: string | null;
  links: string[];
}

export type KeyKind = 'email' | 'mailbox' | 'phone' | 'link' | 'name' | 'sound';
export interface MatchKey {
  kind: KeyKind;
  key: string;
}

/** Kinds that many people share by chance. */
export const commonKinds: ReadonlySet<KeyKind> = new Set(['name', 'sound']);

export function keysOf(person: Person): MatchKey[] {
  const { email, phone } = marksOf(person);
  const tokens = tokensOf(person);
  const keys: [KeyKind, string | undefined][] = [
    ['email', email?.address],
    ['mailbox', email?.mailbox],
    ['phone', phone?.national],
    ...linksOf(person).map((link): [KeyKind, string] => ['link', link]),
    ['name', tokens.length < 2 ? undefined : nameKey(tokens)],
    ['sound', tokens.length < 2 ? undefined : nameKey(tokens.map(soundOf))],
  ];
  const given = keys.flatMap(([kind, key]) => (key === undefined || key === '' ? [] : [{ kind, key }]));
  return given.filter(({ key }) => key.length <= 300);
}

export interface Judgement {
  score: number;
  reasons: DuplicateReason[];
}

/** How much each tells, if it were alone. */
const weights: Record<DuplicateReason, number> = {
  same_email: 0.92,
  similar_email: 0.8,
  same_profile_link: 0.8,
  same_phone: 0.65,
  similar_phone: 0.5,
  same_name: 0.5,
  similar_name: 0.3,
  same_place: 0.25,
};

/** Pairs that are less likely than this are not worth anybody's time. */
const leastScore = 50;

/** Undefined when they are hardly one person. */
export function judge(a: Person, b: Person): Judgement | undefined {
  const reasons = reasonsOf(a, b);
  // A name and a town do not outweigh that everything else is somebody else's.
  const contradicts = differs(a, b);
  const proof = reasons.reduce((rest, reason) => rest * (1 - weights[reason]), 1);
  const score = Math.round((1 - proof) * 100) - (contradicts ? 25 : 0);
  return score < leastScore ? undefined : { score: Math.min(score, 100), reasons };
}

function reasonsOf(a: Person, b: Person): DuplicateReason[] {
  const [left, right] = [marksOf(a), marksOf(b)];
  const links = new Set(linksOf(a));
  return [
    emailReason(left.email, right.email),
    phoneReason(left.phone, right.phone),
    linksOf(b).some((link) => links.has(link)) ? 'same_profile_link' : undefined,
    nameReason(tokensOf(a), tokensOf(b)),
    isSamePlace(a, b) ? 'same_place' : undefined,
  ].filter((reason) => reason !== undefined) as DuplicateReason[];
}

function emailReason(a: Email | undefined, b: Email | undefined): DuplicateReason | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a.address === b.address) return 'same_email';
  return a.mailbox === b.mailbox ? 'similar_email' : undefined;
}

function phoneReason(a: Phone | undefined, b: Phone | undefined): DuplicateReason | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a.e164 !== undefined && a.e164 === b.e164) return 'same_phone';
  // The same digits of another country are another phone.
  if (a.e164 !== undefined && b.e164 !== undefined) return undefined;
  return a.national === b.national ? 'similar_phone' : undefined;
}

function nameReason(a: string[], b: string[]): DuplicateReason | undefined {
  // One word is no name that tells anybody.
  if (a.length < 2 || b.length < 2) return undefined;
  if (nameKey(a) === nameKey(b)) return 'same_name';
  if (isSimilar(a, b)) return 'similar_name';
  return undefined;
}

/** Both have an address and a phone, and neither is the other's. */
function differs(a: Person, b: Person): boolean {
  const [left, right] = [marksOf(a), marksOf(b)];
  if (left.email === undefined || right.email === undefined) return false;
  if (left.phone === undefined || right.phone === undefined) return false;
  return left.email.mailbox !== right.email.mailbox && left.phone.national !== right.phone.national;
}

function isSamePlace(a: Person, b: Person): boolean {
  const zip = (person: Person) => foldText(person.zipCode ?? '').replace(/[^\p{L}\p{N}]/gu, '');
  if (zip(a) !== '' && zip(b) !== '') return zip(a) === zip(b);
  return foldText(a.city ?? '') !== '' && foldText(a.city ?? '') === foldText(b.city ?? '');
}

interface Email {
  address: string;
  /** Where its letters arrive, as far as that is known. */
  mailbox: string;
}

function emailOf(text: string | null): Email | undefined {
  const address = (text ?? '').trim().normalize('NFKC').toLowerCase();
  const at = address.lastIndexOf('@');
  if (at < 1) return undefined;
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  const name = local.replace(/\+.*$/su, '') || local;
  const google = domain === 'gmail.com' || domain === 'googlemail.com';
  return {
    address,
    mailbox: google ? `${name.replaceAll('.', '') || name}@gmail.com` : `${name}@${domain}`,
  };
}

interface Phone {
  /** Undefined where nobody can say which country's it is. */
  e164: string | undefined;
  /** Its digits within the country. */
  national: string;
}

function phoneOf(text: string | null, country: string | null): Phone | undefined {
  const given = (text ?? '').normalize('NFKC').trim();
  const region = isRegion(country) ? country : undefined;
  const parsed = given === '' ? undefined : parsePhoneNumberFromString(given, region);
  if (parsed?.isPossible()) return { e164: parsed.number, national: parsed.nationalNumber };
  const digits = given.replace(/\D/gu, '').replace(/^0+/u, '');
  return digits.length < 7 ? undefined : { e164: undefined, national: digits };
}

function isRegion(country: string | null): country is CountryCode {
  return country !== null && isSupportedCountry(country);
}

function marksOf({ email, phone, country }: Person) {
  return { email: emailOf(email), phone: phoneOf(phone, country) };
}

function linksOf({ links }: Person): string[] {
  return links.flatMap((link) => {
    const bare = link
      .trim()
      .toLowerCase()
      .replace(/^https?:\/\/(www\.)?/u, '')
      .replace(/[?#].*$/su, '')
      .replace(/\/+$/u, '');
    // A host alone is where many people are.
    return bare.includes('/') ? [bare] : [];
  });
}

/** Small letters without marks: what two people write differently of one name. */
function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/ß/gu, 'ss')
    .replace(/ø/gu, 'o')
    .replace(/ł/gu, 'l')
    .replace(/æ/gu, 'ae')
    .replace(/œ/gu, 'oe')
    .trim();
}

/** Whether two people are written alike: marks, letter case and the order of names aside. */
export function isNamedAlike(a: Pick<Person, NamePart>, b: Pick<Person, NamePart>): boolean {
  return nameKey(tokensOf(a)) === nameKey(tokensOf(b));
}

type NamePart = 'firstName' | 'lastName';

function tokensOf({ firstName, lastName }: Pick<Person, NamePart>): string[] {
  return foldText(`${firstName} ${lastName}`)
    .replace(/['’`.]/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((token) => token !== '');
}

/** In any order: some write the family name first. */
function nameKey(tokens: string[]): string {
  return [...tokens].sort().join(' ');
}

/** The consonants that a word is made of: most of what is misspelled is not among them. */
function soundOf(token: string): string {
  if (!/^[a-z]+$/u.test(token)) return token;
  const consonants = token
    .replace(/ph/gu, 'f')
    .replace(/ck|[kq]/gu, 'c')
    .replace(/sch|sh/gu, 's')
    .replace(/th/gu, 't')
    .replace(/z/gu, 's')
    .replace(/[vw]/gu, 'v')
    .replace(/[aeiouyhj]/gu, '')
    .replace(/(.)\1+/gu, '$1');
  return consonants === '' ? token : consonants;
}

function isSimilar(a: string[], b: string[]): boolean {
  if (nameKey(a.map(soundOf)) === nameKey(b.map(soundOf))) return true;
  // A middle name or its initial that only one of them has.
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const rest = [...long];
  for (const token of short) {
    const at = rest.findIndex((other) => other === token || isTypo(token, other) || isInitial(token, other));
    if (at < 0) return false;
    rest.splice(at, 1);
  }
  return short.length >= 2;
}

function isInitial(a: string, b: string): boolean {
  return (a.length === 1 && b.startsWith(a)) || (b.length === 1 && a.startsWith(b));
}

/** One letter more, less, other, or two that changed places. */
function isTypo(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 4 || Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from += 1;
  let [left, right] = [a.length, b.length];
  while (left > from && right > from && a[left - 1] === b[right - 1]) {
    left -= 1;
    right -= 1;
  }
  const [inA, inB] = [a.slice(from, left), b.slice(from, right)];
  if (inA.length <= 1 && inB.length <= 1) return true;
  return inA.length === 2 && inB.length === 2 && inA[0] === inB[1] && inA[1] === inB[0];
}
