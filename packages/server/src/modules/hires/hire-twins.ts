// Whether two hires that are sent at the same time may be of one person. Asked what a search asks of the
// employees who are there: neither of the two is there yet.
import type { SomeHireFields } from '@joinery/sdk';

export function mayBeOnePerson(a: SomeHireFields, b: SomeHireFields): boolean {
  const [namesAgree, spellingsAgree] = [plainName, spelling].map((of) => of(a) !== '' && of(a) === of(b));
  const born = a.dateOfBirth !== undefined && a.dateOfBirth === b.dateOfBirth;
  return Boolean(namesAgree) || (born && Boolean(spellingsAgree)) || meet(emails, a, b) || meet(phones, a, b);
}

type Several = (fields: SomeHireFields) => string[];

function meet(of: Several, a: SomeHireFields, b: SomeHireFields): boolean {
  const theirs = new Set(of(b));
  return of(a).some((one) => theirs.has(one));
}

const emails: Several = ({ workEmail, homeEmail }) =>
  [workEmail, homeEmail].flatMap((email) => (email === undefined ? [] : [plain(email)]));

// One number is written with its country, another with a 0 for it: what they share is their end.
const countedDigits = 8;

const phones: Several = ({ mobilePhone, homePhone }) =>
  [mobilePhone, homePhone].flatMap((phone) => {
    const [number = ''] = (phone ?? '').split(/(?:ext\.?|x|#)/i);
    const digits = number.replace(/\D/g, '');
    return digits.length < countedDigits ? [] : [digits.slice(-countedDigits)];
  });

function plainName({ firstName = '', lastName = '' }: SomeHireFields): string {
  return plain(`${firstName} ${lastName}`);
}

function spelling({ firstName = '', lastName = '' }: SomeHireFields): string {
  return `${firstName}${lastName}`
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}

function plain(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, ' ').trim().toLowerCase();
}
