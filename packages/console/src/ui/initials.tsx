import { Avatar } from '@mantine/core';
import { colorOf, initialsOf } from './names.ts';

/** A person's initials on a colour that stays the same for the same name. Decoration only. */
export function Initials({ name, size = 32 }: { name: string; size?: number }) {
  return (
    // In the colour of its ground not every letter could be read.
    <Avatar
      size={size}
      radius="xl"
      color={colorOf(name)}
      styles={{ placeholder: { color: 'var(--mantine-color-text)' } }}
      aria-hidden="true"
    >
      {initialsOf(name)}
    </Avatar>
  );
}
