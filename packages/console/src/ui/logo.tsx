/** Two boards and the joint between them. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-petrol-7)" />
      <path d="M6 7h8.5v5l4-1.6v11.2l-4-1.6v5H6z" fill="#fff" opacity=".95" />
      <path d="M26 7H16v2.9l4-1.6v15.4l-4-1.6V25h10z" fill="#a6d9da" />
    </svg>
  );
}
