// Countries, provinces and time zones: facts 3.5. Pure.
import { JoineryError } from '@joinery/sdk';
import type { Country, Province, TimeZone } from '../../../modules/places/places.ts';

export function countriesView(countries: readonly Country[]) {
  return countries.map(({ id, name, isoCode }) => ({ id: String(id), name, isoCode }));
}

export function provincesView(provinces: readonly Province[]) {
  return { options: provinces.map(({ id, name, isoCode }) => ({ id, label: name, iso: isoCode, name })) };
}

export function timeZoneView({ id, label, offset }: TimeZone) {
  return { id, name: id, label, offset };
}

type Shown = ReturnType<typeof timeZoneView>;
type Name = keyof Shown;

const names: readonly Name[] = ['id', 'name', 'label', 'offset'];
const maxConditions = 10;

/**
 * Time zones by `$filter` and `$orderby`: `name eq 'UTC'`, `contains(label,'Mountain')` and
 * `startswith(…)`, joined by `and`.
 *
 * @throws JoineryError `request.invalid` for any other form.
 */
export function selectZones(zones: Shown[], query: Record<string, string>): Shown[] {
  const conditions = (query.$filter ?? '').trim() === '' ? [] : readFilter(query.$filter ?? '');
  const kept = zones.filter((zone) => conditions.every((holds) => holds(zone)));
  return (query.$orderby ?? '').trim() === '' ? kept : kept.sort(readOrder(query.$orderby ?? ''));
}

function readFilter(text: string): ((zone: Shown) => boolean)[] {
  const parts = splitAtAnd(text);
  if (parts.length > maxConditions) throw invalid('$filter', `more than ${maxConditions} conditions`);
  return parts.map((part) => readCondition(part.trim()));
}

// Outside of quotes. A quote inside a text is written twice, so that counting quotes is enough.
function splitAtAnd(text: string): string[] {
  const parts: string[] = [];
  for (const piece of text.split(/\s+and\s+/i)) {
    const last = parts.at(-1);
    if (last !== undefined && last.split("'").length % 2 === 0)
      parts[parts.length - 1] = `${last} and ${piece}`;
    else parts.push(piece);
  }
  return parts;
}

function readCondition(text: string): (zone: Shown) => boolean {
  const equal = /^(\w+)\s+eq\s+'((?:[^']|'')*)'$/i.exec(text);
  if (equal !== null) {
    const [name, wanted] = [nameOf(equal[1]), unquoted(equal[2])];
    return (zone) => zone[name].toLowerCase() === wanted;
  }
  const call = /^(contains|startswith)\(\s*(\w+)\s*,\s*'((?:[^']|'')*)'\s*\)$/i.exec(text);
  if (call === null) throw invalid('$filter', `“${text.slice(0, 100)}” is not understood`);
  const [name, wanted] = [nameOf(call[2]), unquoted(call[3])];
  return call[1]?.toLowerCase() === 'contains'
    ? (zone) => zone[name].toLowerCase().includes(wanted)
    : (zone) => zone[name].toLowerCase().startsWith(wanted);
}

function readOrder(text: string): (a: Shown, b: Shown) => number {
  const match = /^(\w+)(?:\s+(asc|desc))?$/i.exec(text.trim());
  if (match === null) throw invalid('$orderby', 'one name, and asc or desc, is expected');
  const name = nameOf(match[1]);
  const sign = match[2]?.toLowerCase() === 'desc' ? -1 : 1;
  return (a, b) => (a[name] < b[name] ? -sign : a[name] > b[name] ? sign : 0);
}

function nameOf(text: string | undefined): Name {
  const name = names.find((one) => one === text?.toLowerCase());
  if (name === undefined) throw invalid('$filter', `time zones have ${names.join(', ')}`);
  return name;
}

function unquoted(text: string | undefined): string {
  return (text ?? '').replaceAll("''", "'").toLowerCase();
}

function invalid(path: string, message: string): JoineryError {
  return new JoineryError('request.invalid', `${path}: ${message}.`, { issues: [{ path, message }] });
}
