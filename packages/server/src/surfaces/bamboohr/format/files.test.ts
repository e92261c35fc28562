import { describe, expect, it } from 'vitest';
import type { CompanyFilesView } from '../../../modules/company-files/company-files.service.ts';
import type { EmployeeFilesView } from '../../../modules/employee-files/employee-files.service.ts';
import type { ListedFile } from '../../../modules/employee-files/mirrored-files.ts';
import {
  attachment,
  companyFilesJson,
  companyFilesXml,
  employeeFilesJson,
  employeeFilesXml,
} from './files.ts';
import { documentText } from './xml.ts';

const aFile = {
  number: 24,
  name: 'Résumé.pdf',
  originalName: 'cv.pdf',
  bytes: 22,
  createdBy: 'Ann Lee',
  shared: false,
};
const aView = (canEdit = true, over: Partial<ListedFile> = {}): EmployeeFilesView => ({
  employeeNumber: 4,
  canEdit,
  asOf: null,
  categories: [
    {
      id: 13,
      name: 'Resumes and Applications',
      files: [{ ...aFile, createdAt: '2026-05-29T14:21:35.000Z', ...over }],
    },
    { id: 14, name: 'Signed Documents', files: [] },
  ],
});
const filed = { fileId: 'fil_1', categoryId: 13, createdAt: new Date('2026-05-29T14:21:35Z') };
const aCompanyView = (canEdit = true): CompanyFilesView => ({
  canEdit,
  categories: [
    { id: 13, name: 'Resumes and Applications', files: [{ ...aFile, ...filed }] },
    { id: 14, name: 'Signed Documents', files: [] },
  ],
});

describe('the list of files', () => {
  it('leaves out what the provider of a file did not tell', () => {
    const unknown = { bytes: null, createdAt: null, createdBy: null };
    const [category] = JSON.parse(employeeFilesJson(aView(false, unknown))).categories;
    expect(Object.keys(category.files[0])).toEqual([
      'id',
      'name',
      'originalFileName',
      'shareWithEmployee',
      'canRenameFile',
      'canDeleteFile',
      'canChangeShareWithEmployeeFieldValue',
    ]);
  });

  it('has integer ids and sizes, and dates without a colon in the zone', () => {
    const { employee, categories } = JSON.parse(employeeFilesJson(aView()));
    expect(employee).toEqual({ id: 4 });
    expect(categories[0].files[0]).toMatchObject({
      id: 24,
      name: 'Résumé.pdf',
      originalFileName: 'cv.pdf',
      size: 22,
      dateCreated: '2026-05-29T14:21:35+0000',
      shareWithEmployee: 'no',
    });
    expect(categories[1]).toMatchObject({ id: 14, files: [] });
  });

  it('says whether files may be added', () => {
    const canUpload = (view: EmployeeFilesView) =>
      JSON.parse(employeeFilesJson(view)).categories[0].canUploadFiles;
    expect([canUpload(aView(true)), canUpload(aView(false))]).toEqual(['yes', 'no']);
  });

  it('has ids as attributes in XML', () => {
    const text = documentText(employeeFilesXml(aView()));
    expect(text).toContain('<employee id="4">\n <category id="13">\n  <name>Resumes and Applications</name>');
    expect(text).toContain('<file id="24">\n   <name>Résumé.pdf</name>');
  });
});

describe('the list of company files', () => {
  it('has sizes as strings, and a plural for sharing', () => {
    const { categories } = JSON.parse(companyFilesJson(aCompanyView()));
    expect(categories[0]).toEqual({
      id: 13,
      canUploadFiles: 'yes',
      name: 'Resumes and Applications',
      files: [
        {
          id: 24,
          name: 'Résumé.pdf',
          originalFileName: 'cv.pdf',
          size: '22',
          dateCreated: '2026-05-29T14:21:35+0000',
          createdBy: 'Ann Lee',
          shareWithEmployees: 'no',
          canRenameFile: 'yes',
          canDeleteFile: 'yes',
        },
      ],
    });
  });

  it('has ids as attributes in XML', () => {
    expect(documentText(companyFilesXml(aCompanyView(false)))).toContain(
      '<files>\n <category id="13">\n  <canUploadFiles>no</canUploadFiles>',
    );
  });
});

describe('the name of a download', () => {
  it.each([
    ['cv.pdf', 'attachment; filename="cv.pdf"'],
    [
      'Résumé "new".pdf',
      "attachment; filename=\"Résumé 'new'.pdf\"; filename*=UTF-8''R%C3%A9sum%C3%A9%20%22new%22.pdf",
    ],
    ['履歴書.pdf', 'attachment; filename="___.pdf"; filename*=UTF-8\'\'%E5%B1%A5%E6%AD%B4%E6%9B%B8.pdf'],
    ['a\r\nX: 1.pdf', 'attachment; filename="a__X: 1.pdf"; filename*=UTF-8\'\'a%0D%0AX%3A%201.pdf'],
    ['x\ud83d.pdf', 'attachment; filename="x_.pdf"; filename*=UTF-8\'\'x%EF%BF%BD.pdf'],
  ])('%j is safe in a header', (name, header) => {
    expect(attachment(name)).toBe(header);
  });
});
