import { Group, Paper, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface PanelProps {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  /** Content reaches the edges, for tables. */
  flush?: boolean;
  children: ReactNode;
}

/** A titled block of a page, announced as a region. */
export function Panel({ title, description, actions, flush = false, children }: PanelProps) {
  const headingId = useId();
  return (
    <Paper
      component="section"
      aria-labelledby={headingId}
      p={flush ? 0 : 'md'}
      style={{ overflow: 'hidden' }}
    >
      <Group justify="space-between" align="flex-start" mb={flush ? 0 : 'sm'} p={flush ? 'md' : 0} gap="xs">
        <div>
          <Title order={2} id={headingId}>
            {title}
          </Title>
          {description && (
            <Text size="sm" c="dimmed" component="div">
              {description}
            </Text>
          )}
        </div>
        {actions}
      </Group>
      {children}
    </Paper>
  );
}
