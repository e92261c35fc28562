import { expect, it } from 'vitest';
import { localPath } from './local-path.ts';

it.each(['/', '/jobs/job_1', '/candidates?q=a//b'])('lets %s follow a sign-in', (path) => {
  expect(localPath(path)).toBe(path);
});

it.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '',
  7,
  undefined,
])('drops %s', (path) => {
  expect(localPath(path)).toBeUndefined();
});
