import { Box, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconChevronLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { TextLink } from './links.tsx';

type BackLinkProps =
  | {
      to:
        | '/jobs'
        | '/candidates'
        | '/candidates/imports'
        | '/candidates/duplicates'
        | '/privacy'
        | '/hires'
        | '/employees'
        | '/connections'
        | '/holds'
        | '/approvals';
      label: string;
    }
  | { to: '/connections/$connectionId'; params: { connectionId: string }; label: string }
  | { to: '/hires/$hireId'; params: { hireId: string }; label: string }
  | { to: '/jobs/$jobId'; params: { jobId: string }; label: string }
  | { to: '/candidates/$candidateId'; params: { candidateId: string }; label: string };

interface PageProps {
  title: string;
  /** Shown instead of the plain title, for titles with a badge beside them. */
  heading?: ReactNode;
  back?: BackLinkProps;
  description?: ReactNode;
  actions?: ReactNode;
  /** `full` lets a board use the whole window. */
  width?: 'normal' | 'full';
  children: ReactNode;
}

/** The frame of every page: document title, one first-level heading, actions, content. */
export function Page({ title, heading, back, description, actions, width = 'normal', children }: PageProps) {
  useDocumentTitle(`${title} · Joinery`);
  return (
    <Box
      maw={width === 'full' ? undefined : 1200}
      mx="auto"
      px={{ base: 'md', sm: 'xl' }}
      py={{ base: 'md', sm: 'lg' }}
    >
      <Stack gap="lg">
        <Group justify="space-between" align="flex-end" gap="md" component="header">
          <Stack gap={4} miw={0} style={{ flex: '1 1 18rem' }}>
            {back && <BackLink {...back} />}
            <Group gap="sm" align="center">
              <Title order={1} style={{ overflowWrap: 'anywhere' }}>
                {title}
              </Title>
              {heading}
            </Group>
            {description && (
              <Text component="div" c="dimmed" size="sm">
                {description}
              </Text>
            )}
          </Stack>
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
        {children}
      </Stack>
    </Box>
  );
}

function BackLink({ label, ...target }: BackLinkProps) {
  return (
    <TextLink {...target} size="sm" c="dimmed" style={{ alignSelf: 'flex-start' }}>
      <Group gap={2} component="span" wrap="nowrap">
        <IconChevronLeft size={15} aria-hidden />
        {label}
      </Group>
    </TextLink>
  );
}
