// Categories and files of an employee and of the company: facts 2.10. Pure. The two lists were
// recorded with other keys: what is an integer in one is a string in the other.
import type { CompanyFilesView } from '../../../modules/company-files/company-files.service.ts';
import type { EmployeeFilesView } from '../../../modules/employee-files/employee-files.service.ts';
import type { FiledCategory, FiledFile } from '../../../modules/filing/filing.ts';
import { yesNo } from './metadata.ts';
import { showFileInstant } from './values.ts';
import { element, type XmlElement } from './xml.ts';

type Values = Record<string, string | number>;

interface Shape {
  category(category: FiledCategory): Values;
  file(file: FiledFile): Values;
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

function categoriesJson(categories: readonly FiledCategory[], shape: Shape) {
  return categories.map((category) => ({
    id: category.id,
    ...shape.category(category),
    files: category.files.map((file) => ({ id: file.number, ...shape.file(file) })),
  }));
}

function categoriesXml(categories: readonly FiledCategory[], shape: Shape): XmlElement[] {
  return categories.map((category) =>
    element('category', { id: category.id }, [
      ...elementsOf(shape.category(category)),
      ...category.files.map((file) => element('file', { id: file.number }, elementsOf(shape.file(file)))),
    ]),
  );
}

// No operation renames or deletes a category.
const employeeShape = (canEdit: boolean): Shape => ({
  category: ({ name }) => ({
    name,
    canRenameCategory: 'no',
    canDeleteCategory: 'no',
    canUploadFiles: yesNo(canEdit),
    displayIfEmpty: 'yes',
  }),
  file: (file) => ({
    ...namesOf(file),
    size: file.bytes,
    ...makingOf(file),
    shareWithEmployee: yesNo(file.shared),
    canRenameFile: yesNo(canEdit),
    canDeleteFile: yesNo(canEdit),
    canChangeShareWithEmployeeFieldValue: yesNo(canEdit),
  }),
});

const companyShape = (canEdit: boolean): Shape => ({
  category: ({ name }) => ({ canUploadFiles: yesNo(canEdit), name }),
  file: (file) => ({
    ...namesOf(file),
    size: String(file.bytes),
    ...makingOf(file),
    shareWithEmployees: yesNo(file.shared),
    canRenameFile: yesNo(canEdit),
    canDeleteFile: yesNo(canEdit),
  }),
});

function namesOf({ name, originalName }: FiledFile): Values {
  return { name, originalFileName: originalName };
}

function makingOf({ createdAt, createdBy }: FiledFile): Values {
  return { dateCreated: showFileInstant(createdAt), createdBy };
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
