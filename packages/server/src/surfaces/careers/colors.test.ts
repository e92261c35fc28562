import { describe, expect, it } from 'vitest';
import { contrast, themeOf, toRgb } from './colors.ts';

describe('a colour', () => {
  it.each([
    '#ffffff',
    '#000000',
    '#ffee00',
    '#0f6b70',
    '#777777',
    '#ff00ff',
    '#e8b80c',
    '#00ff00',
    '#4444ff',
  ])('%s can be read in and on', (color) => {
    const { strong, onStrong, link } = themeOf(color);
    expect(strong).toBe(color);
    expect(contrast(toRgb(strong), toRgb(onStrong))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(toRgb(link), toRgb('#ffffff'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(toRgb(link), toRgb('#f6f7f8'))).toBeGreaterThanOrEqual(4.5);
  });

  it('that can be read is the colour of links as it is', () => {
    expect(themeOf('#0f6b70').link).toBe('#0f6b70');
    expect(contrast(toRgb('#000000'), toRgb('#ffffff'))).toBe(21);
  });
});
