// The body that changes options of a list: facts 3.2. Pure.
import { type ErrorIssue, JoineryError } from '@joinery/sdk';
import type { OptionChange } from '../../../modules/fields/lists.ts';
import type { Body } from '../body.ts';
import type { XmlNode } from '../xml-reader.ts';

const maxOptions = 2_000;
const maxName = 255;

interface Sent {
  id?: unknown;
  value?: unknown;
  archived?: unknown;
  adpCode?: unknown;
}

/**
 * `{"options":[…]}` or `<options>…</options>`.
 *
 * @throws JoineryError `request.invalid` naming each option that is not described as it must be.
 */
export function readOptionChanges(body: Body): OptionChange[] {
  const sent = body.kind === 'json' ? sentInJson(body.value.options) : sentInXml(body.root);
  if (sent.length === 0 || sent.length > maxOptions)
    throw new JoineryError('request.invalid', `Between 1 and ${maxOptions} options are expected.`);
  const issues: ErrorIssue[] = [];
  const changes = sent.map((option, index) => readOption(option, `options.${index}`, issues));
  if (issues.length > 0)
    throw new JoineryError(
      'request.invalid',
      `These options are not described as they must be: ${issues[0]?.path} ${issues[0]?.message}.`,
      {
        issues,
      },
    );
  return changes;
}

function sentInJson(options: unknown): Sent[] {
  if (!Array.isArray(options)) throw new JoineryError('request.invalid', 'options must be a list.');
  return options.map((option) => (typeof option === 'object' && option !== null ? option : {}));
}

function sentInXml({ name, children }: XmlNode): Sent[] {
  if (name !== 'options') throw new JoineryError('request.invalid', 'The root element must be options.');
  return children
    .filter((child) => child.name === 'option')
    .map(({ attributes, text }) => ({
      ...attributes,
      value: text === '' ? undefined : text,
    }));
}

function readOption(sent: Sent, path: string, issues: ErrorIssue[]): OptionChange {
  const refuse = (message: string): undefined => {
    issues.push({ path, message });
    return undefined;
  };
  const id = isBlank(sent.id) ? undefined : (idOf(sent.id) ?? refuse('has an id that is no number'));
  const name = isBlank(sent.value)
    ? undefined
    : (textOf(sent.value) ?? refuse(`has a value that is no text of up to ${maxName} characters`));
  const archived = isBlank(sent.archived)
    ? undefined
    : (yesOf(sent.archived) ?? refuse('has an archived that is neither yes nor no'));
  const adpCode = isBlank(sent.adpCode)
    ? undefined
    : (textOf(sent.adpCode) ?? refuse('has an adpCode that is no text'));
  if (isBlank(sent.id) && isBlank(sent.value)) refuse('has neither an id nor a value');
  return { id, name, archived, adpCode };
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function idOf(value: unknown): number | undefined {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).normalize('NFC').trim();
  return text.length > maxName ? undefined : text;
}

function yesOf(value: unknown): boolean | undefined {
  const known: Record<string, boolean> = {
    yes: true,
    true: true,
    '1': true,
    no: false,
    false: false,
    '0': false,
  };
  return known[String(value).trim().toLowerCase()];
}
