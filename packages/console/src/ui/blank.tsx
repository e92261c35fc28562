import { Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface BlankProps {
  icon: ReactNode;
  title: string;
  /** What this place is for and what to do next. */
  children: ReactNode;
  actions?: ReactNode;
}

/** What stands where nothing is yet. */
export function Blank({ icon, title, children, actions }: BlankProps) {
  return (
    <Stack align="center" gap="xs" py={48} px="md" ta="center">
      <ThemeIcon variant="light" size={52} radius="xl" aria-hidden>
        {icon}
      </ThemeIcon>
      <Title order={2} mt={4}>
        {title}
      </Title>
      <Text c="dimmed" size="sm" maw={440} component="div">
        {children}
      </Text>
      {actions && <Group mt="xs">{actions}</Group>}
    </Stack>
  );
}
