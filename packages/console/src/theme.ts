import {
  type AlertProps,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
} from '@mantine/core';

const petrol: MantineColorsTuple = [
  '#eaf6f6',
  '#d5ecec',
  '#a9d8d9',
  '#7ac3c6',
  '#53b1b4',
  '#33a0a4',
  '#1b8f94',
  '#0f7b80',
  '#0c666a',
  '#074b4e',
];

const dark: MantineColorsTuple = [
  '#d8dde3',
  '#b6bec7',
  '#a0aab4',
  '#737e89',
  '#454e57',
  '#363d45',
  '#272d33',
  '#1c2125',
  '#15181b',
  '#0f1113',
];

/** Colours, type and the defaults that every page relies on. Shades are chosen for AA contrast. */
export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 8 },
  colors: { petrol, dark },
  fontFamily:
    "Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace",
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Table: { defaultProps: { verticalSpacing: 10, horizontalSpacing: 'md' } },
    Tooltip: {
      defaultProps: { withArrow: true, openDelay: 300, events: { hover: true, focus: true, touch: false } },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Modal: {
      defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' } },
      styles: { title: { fontSize: 'var(--mantine-font-size-lg)', fontWeight: 650 } },
    },
    Paper: { defaultProps: { withBorder: true } },
    Alert: {
      styles: (_theme: unknown, { color = 'gray' }: AlertProps) => ({
        root: { '--tint': `var(--mantine-color-${color}-6)` },
        title: { color: 'var(--mantine-color-text)' },
        icon: { color: 'var(--tint)' },
      }),
    },
  },
});

/** Greys with enough contrast for small text, and the two surfaces that pages are built of. */
export const cssVariables: CSSVariablesResolver = (mantine) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5b6470',
    '--mantine-color-placeholder': '#6b7580',
    '--mantine-color-error': mantine.colors.red[8] ?? mantine.black,
    '--page-background': mantine.colors.gray[0],
    '--panel-background': mantine.white,
    '--hairline': mantine.colors.gray[3],
  },
  dark: {
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': '#87919c',
    '--mantine-color-error': mantine.colors.red[4] ?? mantine.white,
    '--page-background': dark[8],
    '--panel-background': dark[7],
    '--hairline': dark[5],
  },
});
