import { Box, Stack, Title } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { Blank } from './blank.tsx';
import { ButtonLink } from './links.tsx';
import { ProblemAlert } from './problem-alert.tsx';

/** A page that could not be shown at all. */
export function PageProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <Box maw={640} mx="auto" p="xl" component="main">
      <Stack>
        <Title order={1}>This page could not be shown</Title>
        <ProblemAlert error={error} onRetry={retry} />
      </Stack>
    </Box>
  );
}

export function NotFound() {
  return (
    <Blank
      icon={<IconMapOff size={26} />}
      title="There is no such page"
      actions={<ButtonLink to="/jobs">Go to jobs</ButtonLink>}
    >
      The address may be mistyped, or what it showed has been removed.
    </Blank>
  );
}
