// A company chooses one colour; what is written in it or on it stays readable (WCAG 2, 4.5 to 1).

type Rgb = [number, number, number];

export const usualColor = '#0f6b70';
const readable = 4.5;

export interface Theme {
  /** Behind text. */
  strong: string;
  onStrong: string;
  /** Of text on white. */
  link: string;
}

export function themeOf(color: string | null): Theme {
  const strong = toRgb(color ?? usualColor);
  const onStrong = contrast(strong, [255, 255, 255]) >= readable ? '#ffffff' : '#000000';
  return { strong: toHex(strong), onStrong, link: toHex(darkened(strong)) };
}

/** As little as is needed to be read on the page's ground. */
function darkened(color: Rgb): Rgb {
  let shade = color;
  while (contrast(shade, [246, 247, 248]) < readable)
    shade = shade.map((part) => Math.floor(part * 0.93)) as Rgb;
  return shade;
}

export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function toRgb(hex: string): Rgb {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as Rgb;
}

function toHex(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
