// Categories and files of an employee and of the company: facts 2.10. Pure. The two lists were
// recorded with other keys: what is an integer in one is a string in the other.
import type { CompanyFilesView } from '../../../modules/company-files/company-files.service.ts';
import type { EmployeeFilesView } from '../../../modules/employee-files/employee-files.service.ts';
import type { ListedFile } from '../../../modules/employee-files/mirrored-files.ts';
import type { FiledFile } from '../../../modules/filing/filing.ts';
import { yesNo } from './metadata.ts';
import { showFileInstant } from './values.ts';
import { element, type XmlElement } from './xml.ts';

type Values = Record<string, string | number>;

interface Category<F> {
  id: number;
  name: string;
  files: readonly F[];
}

interface Numbered {
  number: number;
}

interface Shape<F> {
  category(category: Category<F>): Values;
  file(file: F): Values;
}

export function employeeFilesJson(view: EmployeeFilesView): string {
  const categories = categoriesJson(view.categories, employeeShape(view.canEdit));
  return JSON.stringify({ employee: { id: view.employeeNumber }, categories });
}

export function employeeFilesXml(view: EmployeeFilesView): XmlElement {
  const categories = categoriesXml(view.categories, employeeShape(view.canEdit));
  return element('employee', { id: view.employeeNumber }, categories);
}

export function companyFilesJson(view: CompanyFilesView): string {
  return JSON.stringify({ categories: categoriesJson(view.categories, companyShape(view.canEdit)) });
}

export function companyFilesXml(view: CompanyFilesView): XmlElement {
  return element('files', {}, categoriesXml(view.categories, companyShape(view.canEdit)));
}

function categoriesJson<F extends Numbered>(categories: readonly Category<F>[], shape: Shape<F>) {
  return categories.map((category) => ({
    id: category.id,
    ...shape.category(category),
    files: category.files.map((file) => ({ id: file.number, ...shape.file(file) })),
  }));
}

function categoriesXml<F extends Numbered>(
  categories: readonly Category<F>[],
  shape: Shape<F>,
): XmlElement[] {
  return categories.map((category) =>
    element('category', { id: category.id }, [
      ...elementsOf(shape.category(category)),
      ...category.files.map((file) => element('file', { id: file.number }, elementsOf(shape.file(file)))),
    ]),
  );
}

// No operation renames or deletes a category.
const employeeShape = (canEdit: boolean): Shape<ListedFile> => ({
  category: ({ name }) => ({
    name,
    canRenameCategory: 'no',
    canDeleteCategory: 'no',
    canUploadFiles: yesNo(canEdit),
    displayIfEmpty: 'yes',
  }),
  file: (file) => ({
    ...namesOf(file),
    // What a provider did not tell is left out.
    ...(file.bytes === null ? {} : { size: file.bytes }),
    ...(file.createdAt === null ? {} : { dateCreated: showFileInstant(new Date(file.createdAt)) }),
    ...(file.createdBy === null ? {} : { createdBy: file.createdBy }),
    shareWithEmployee: yesNo(file.shared),
    canRenameFile: yesNo(canEdit),
    canDeleteFile: yesNo(canEdit),
    canChangeShareWithEmployeeFieldValue: yesNo(canEdit),
  }),
});

const companyShape = (canEdit: boolean): Shape<FiledFile> => ({
  category: ({ name }) => ({ canUploadFiles: yesNo(canEdit), name }),
  file: (file) => ({
    ...namesOf(file),
    size: String(file.bytes),
    dateCreated: showFileInstant(file.createdAt),
    createdBy: file.createdBy,
    shareWithEmployees: yesNo(file.shared),
    canRenameFile: yesNo(canEdit),
    canDeleteFile: yesNo(canEdit),
  }),
});

function namesOf({ name, originalName }: Pick<FiledFile, 'name' | 'originalName'>): Values {
  return { name, originalFileName: originalName };
}

function elementsOf(values: Values): XmlElement[] {
  return Object.entries(values).map(([name, value]) => element(name, {}, value));
}

/**
 * Clients read the name out of `filename="…"`, where a header holds Latin-1 and no quotes; a name
 * that does not fit stands there as far as it goes, and whole in the form of RFC 5987.
 */
export function attachment(name: string): string {
  const plain = name.replace(/["\\]/g, "'").replace(/[^\x20-\x7e\xa1-\xff]/g, '_');
  if (plain === name && /^[\x20-\x7e]*$/.test(name)) return `attachment; filename="${plain}"`;
  const whole = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
