import { Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Logo } from './logo.tsx';

interface EntranceProps {
  title: string;
  description: string;
  width?: number;
  children: ReactNode;
}

/** The frame of the pages before the sign-in. */
export function Entrance({ title, description, width = 400, children }: EntranceProps) {
  useDocumentTitle(`${title} · Joinery`);
  return (
    <Center mih="100dvh" p="md" component="main">
      <Stack w="100%" maw={width} gap="lg">
        <Group gap="sm" justify="center">
          <Logo size={34} />
          <Text fw={700} size="xl">
            Joinery
          </Text>
        </Group>
        <Paper p={{ base: 'lg', xs: 'xl' }} radius="lg" shadow="xs">
          <Stack gap="lg">
            <div>
              <Title order={1}>{title}</Title>
              <Text c="dimmed" size="sm" mt={4}>
                {description}
              </Text>
            </div>
            {children}
          </Stack>
        </Paper>
      </Stack>
    </Center>
  );
}
