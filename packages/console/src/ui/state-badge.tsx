import { Badge, type MantineColor } from '@mantine/core';

interface StateBadgeProps {
  color: MantineColor;
  label: string;
}

/** A word with a coloured dot: the word carries the meaning, the colour only helps the eye. */
export function StateBadge({ color, label }: StateBadgeProps) {
  return (
    <Badge
      variant="default"
      radius="sm"
      tt="none"
      fw={550}
      style={{ flex: 'none', minWidth: 'max-content' }}
      leftSection={
        <span
          aria-hidden="true"
          style={{
            display: 'inline-block',
            width: 7,
            height: 7,
            borderRadius: 7,
            background: `var(--mantine-color-${color}-6)`,
          }}
        />
      }
    >
      {label}
    </Badge>
  );
}
