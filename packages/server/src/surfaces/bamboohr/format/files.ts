// Categories and files of an employee: facts 2.10. Pure.
import type { EmployeeFilesView } from '../../../modules/employee-files/employee-files.service.ts';
import { yesNo } from './metadata.ts';
import { showFileInstant } from './values.ts';
import { element, type XmlElement } from './xml.ts';

type Category = EmployeeFilesView['categories'][number];

/** Ids and sizes are integers here, unlike in the list of company files. */
export function filesJson(view: EmployeeFilesView): string {
  const categories = view.categories.map((category) => ({
    id: category.id,
    ...categoryValues(category, view),
    files: category.files.map((file) => ({ id: file.number, ...fileValues(file) })),
  }));
  return JSON.stringify({ employee: { id: view.employeeNumber }, categories });
}

export function filesXml(view: EmployeeFilesView): XmlElement {
  const categories = view.categories.map((category) =>
    element('category', { id: category.id }, [
      ...elementsOf(categoryValues(category, view)),
      ...category.files.map((file) => element('file', { id: file.number }, elementsOf(fileValues(file)))),
    ]),
  );
  return element('employee', { id: view.employeeNumber }, categories);
}

// Categories cannot be changed here yet.
function categoryValues({ name }: Category, { canEdit }: EmployeeFilesView) {
  return {
    name,
    canRenameCategory: 'no',
    canDeleteCategory: 'no',
    canUploadFiles: yesNo(canEdit),
    displayIfEmpty: 'yes',
  };
}

function fileValues(file: Category['files'][number]) {
  return {
    name: file.name,
    originalFileName: file.originalName,
    size: file.bytes,
    dateCreated: showFileInstant(file.createdAt),
    createdBy: file.createdBy,
    shareWithEmployee: yesNo(file.shared),
    canRenameFile: 'no',
    canDeleteFile: 'no',
    canChangeShareWithEmployeeFieldValue: 'no',
  };
}

function elementsOf(values: Record<string, string | number>): XmlElement[] {
  return Object.entries(values).map(([name, value]) => element(name, {}, value));
}

/** Clients read the name out of `filename="…"`; a header holds Latin-1 and no quotes. */
export function attachment(name: string): string {
  return `attachment; filename="${name.replace(/["\\]/g, "'").replace(/[^\x20-\x7e\xa1-\xff]/g, '_')}"`;
}
