import { describe, expect, it } from 'vitest';
import { readBody } from './body.ts';
import { readCategoryNames, readFileChange, readNewFile } from './file-request.ts';

const change = (text: string, type?: string) => readFileChange(readBody(Buffer.from(text), type));
const upload = { field: 'file', name: 'note.txt', contentType: 'text/plain', bytes: Buffer.from('x') };

describe('a change of a file', () => {
  it.each([
    ['{"name":"New.pdf","categoryId":12,"shareWithEmployee":"yes"}'],
    ['{"name":"New.pdf","categoryId":"12","shareWithEmployees":"YES"}'],
    [
      '<file><name>New.pdf</name><categoryId>12</categoryId><shareWithEmployee>yes</shareWithEmployee></file>',
    ],
    [
      '<file><field id="name">New.pdf</field><field id="categoryId">12</field><field id="shareWithEmployee">yes</field></file>',
    ],
  ])('%s is read', (text) => {
    expect(change(text)).toEqual({ name: 'New.pdf', categoryId: 12, shared: true });
  });

  it('leaves alone what it does not name', () => {
    expect(change('{"shareWithEmployee":"no"}')).toEqual({ shared: false });
    expect(change('<file/>')).toEqual({});
  });

  it.each([
    '{}',
    '',
    '{"other":1}',
    '{"name":" "}',
    '{"name":7}',
    '{"categoryId":"x"}',
    '{"shareWithEmployee":"maybe"}',
  ])('%s is refused', (text) => {
    expect(() => change(text)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });
});

describe('a form with a file', () => {
  it('has the category, the name, the share and the file', () => {
    const fields = { category: '13', fileName: 'My note', share: 'Yes' };
    expect(readNewFile({ fields, files: [upload] })).toEqual({
      categoryId: 13,
      name: 'My note',
      shared: true,
      upload,
    });
  });

  it('takes the type from the field where the part has none', () => {
    const files = [{ ...upload, field: 'data', name: 'blob' }];
    expect(readNewFile({ fields: { fileName: 'note.txt' }, files }).upload.name).toBe('note.txt');
  });

  it('without a file is refused', () => {
    expect(() => readNewFile({ fields: {}, files: [] })).toThrow('holds no file');
  });
});

describe('names of categories', () => {
  it('are texts', () => {
    expect(readCategoryNames(['Visas'])).toEqual(['Visas']);
    expect(() => readCategoryNames([7])).toThrow(expect.objectContaining({ code: 'files.invalid_category' }));
  });
});
