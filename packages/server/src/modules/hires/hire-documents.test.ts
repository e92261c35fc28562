import { expect, it } from 'vitest';
import { decidedDocuments, mappedDocuments, namesCategories } from './hire-documents.ts';

const attachment = (fileId: string, kind: 'resume' | 'offer' | 'other') => ({
  ...{ fileId, kind, name: `${fileId}.pdf`, contentType: 'application/pdf', bytes: 1 },
  createdAt: '2027-01-04T00:00:00.000Z',
});
const categories = [{ id: '7', name: 'Signed Letters', canUpload: true, files: [] }];

it('the newest document of each kind goes along, into the category that the mapping names', () => {
  const mapped = [
    { kind: 'resume' as const, category: null },
    { kind: 'offer' as const, category: ' signed letters' },
    { kind: 'cover_letter' as const, category: 'Nowhere' },
  ];
  const attachments = [
    attachment('fil_3', 'resume'),
    attachment('fil_2', 'offer'),
    attachment('fil_1', 'resume'),
  ];
  expect(namesCategories(mapped)).toBe(true);
  expect(mappedDocuments(mapped, attachments, categories)).toEqual([
    { attachmentId: 'fil_3', kind: 'resume', categoryId: null },
    { attachmentId: 'fil_2', kind: 'offer', categoryId: '7' },
  ]);
});

it('a category that the account does not have is left to the kind', () => {
  const mapped = [{ kind: 'offer' as const, category: 'Nowhere' }];
  expect(mappedDocuments(mapped, [attachment('fil_2', 'offer')], categories)).toEqual([
    { attachmentId: 'fil_2', kind: 'offer', categoryId: null },
  ]);
});

it('a résumé alone goes along without being decided on', () => {
  const resume = { attachmentId: 'fil_3', kind: 'resume' as const, categoryId: null };
  expect(decidedDocuments([resume])).toBeNull();
  expect(decidedDocuments([])).toBeNull();
  expect(decidedDocuments([{ ...resume, categoryId: '7' }])).toHaveLength(1);
  expect(decidedDocuments([resume, { ...resume, kind: 'offer' }])).toHaveLength(2);
});
