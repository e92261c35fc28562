// What clients send about files, as JSON, XML or a form. Pure.
import { JoineryError } from '@joinery/sdk';
import { extensionOf, type Upload } from '../../modules/files/files.ts';
import type { FileChange, NewFile } from '../../modules/filing/filing.ts';
import { type Body, type Values, valuesOf } from './body.ts';
import type { Form } from './form.ts';
import { toNumber } from './params.ts';

/** @throws JoineryError `request.invalid` when the form holds no file. */
export function readNewFile({ fields, files }: Form): NewFile {
  const upload = uploadOf(files);
  const name = fields.fileName ?? '';
  return {
    categoryId: toNumber(fields.category?.trim()) ?? -1,
    name,
    shared: fields.share?.trim().toLowerCase() === 'yes',
    // Some clients name the part something without a type, and the file in the field.
    upload: extensionOf(upload.name) === '' && name !== '' ? { ...upload, name } : upload,
  };
}

/** The one file of a form: in the field `file`, or whatever its field is called. */
export function uploadOf(files: readonly Upload[]): Upload {
  const upload = files.find(({ field }) => field === 'file') ?? files[0];
  if (upload === undefined) throw new JoineryError('request.invalid', 'The form holds no file.');
  return upload;
}

/**
 * What is to be changed of a file. JSON has to name something; XML that names nothing changes nothing.
 *
 * @throws JoineryError `request.invalid`
 */
export function readFileChange(body: Body): FileChange {
  const values = body.kind === 'json' ? body.value : xmlValues(body);
  const { name, categoryId } = values;
  const shared = values.shareWithEmployee ?? values.shareWithEmployees;
  const change: FileChange = {
    ...(name === undefined ? {} : { name: readName(name) }),
    ...(categoryId === undefined ? {} : { categoryId: readCategoryId(categoryId) }),
    ...(shared === undefined ? {} : { shared: readYesNo(shared) }),
  };
  if (body.kind === 'json' && Object.keys(change).length === 0)
    throw invalid('send at least one of name, categoryId and shareWithEmployee');
  return change;
}

/** @throws JoineryError `files.invalid_category` for what is no text. */
export function readCategoryNames(items: readonly unknown[]): string[] {
  return items.map((item) => {
    if (typeof item !== 'string')
      throw new JoineryError('files.invalid_category', 'The names of categories are texts.');
    return item;
  });
}

// Elements named after the values, or `<field id="…">` as everywhere else.
function xmlValues(body: Body & { kind: 'xml' }): Values {
  const named = body.root.children.filter(({ name }) => name !== 'field');
  return { ...valuesOf(body), ...Object.fromEntries(named.map(({ name, text }) => [name, text])) };
}

function readName(value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid('name is a text');
  return value;
}

function readCategoryId(value: unknown): number {
  const id = typeof value === 'string' || typeof value === 'number' ? toNumber(String(value)) : undefined;
  if (id === undefined) throw invalid('categoryId is a whole number');
  return id;
}

function readYesNo(value: unknown): boolean {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (text === 'yes' || text === true) return true;
  if (text === 'no' || text === false) return false;
  throw invalid('shareWithEmployee is yes or no');
}

function invalid(what: string): JoineryError {
  return new JoineryError('request.invalid', `The change of the file cannot be read: ${what}.`);
}
