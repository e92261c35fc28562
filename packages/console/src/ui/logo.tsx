/** Two boards and the joint between them. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-petrol-7)" />
      <path d="M6 7h9v5.2l3.6-1.8v4L15 12.6V25H6z" fill="#fff" opacity=".95" />
      <path d="M26 25h-9v-9.2l5.4 2.7V7.6L17 10.3V7h9z" fill="#a6d9da" />
    </svg>
  );
}
