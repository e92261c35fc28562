import { expect, it } from 'vitest';
import { emptyForm, formOf, inputOf, problemsOf, scopeOptions } from './oauth-app-form.ts';

it('reads one address from each line', () => {
  const form = {
    ...emptyForm,
    name: ' Rota ',
    redirectUris: ' https://a.test/cb \n\nhttps://b.test/cb',
    scopes: ['report'],
  };
  expect(inputOf(form)).toEqual({
    name: 'Rota',
    kind: 'oauth',
    redirectUris: ['https://a.test/cb', 'https://b.test/cb'],
    scopes: ['report'],
  });
});

it('sends neither addresses nor scopes for an application that asks nobody', () => {
  const form = {
    ...emptyForm,
    name: 'Old',
    kind: 'login' as const,
    redirectUris: 'https://a.test',
    scopes: ['report'],
  };
  expect(inputOf(form)).toMatchObject({ redirectUris: [], scopes: [] });
  expect(Object.values(problemsOf(form))).toEqual([null, null, null]);
});

it('names what is missing', () => {
  expect(Object.values(problemsOf(emptyForm)).filter((problem) => problem !== null)).toHaveLength(3);
});

it('names the address that cannot be used', () => {
  const form = { ...emptyForm, name: 'Rota', scopes: ['report'] };
  const problem = problemsOf({ ...form, redirectUris: 'https://a.test/cb\nhttp://a.test/cb' }).redirectUris;
  expect(problem).toContain('http://a.test/cb cannot be used');
  expect(problemsOf({ ...form, redirectUris: 'http://localhost:3000/cb' }).redirectUris).toBeNull();
});

it('shows a registered application as it was typed', () => {
  const app = { ...emptyForm, name: 'Rota', redirectUris: ['https://a.test/cb'], scopes: ['report'] };
  const shown = formOf({
    ...app,
    id: 'oap_1',
    clientId: 'jni_1',
    secretPreview: null,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
  });
  expect(inputOf(shown)).toEqual(app);
});

it('offers every scope with its words', () => {
  expect(scopeOptions).toHaveLength(166);
  expect(scopeOptions.find(({ value }) => value === 'employee')?.label).toBe('employee: See employees');
});
