import { Alert, Button, Code, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { toProblem } from './problems.ts';

interface ProblemAlertProps {
  error: unknown;
  /** What was being done, in the words of the page: `The candidates could not be loaded`. */
  title?: string;
  onRetry?: () => void;
}

/** Names what failed, why, what helps, and the request id for whoever runs the server. */
export function ProblemAlert({ error, title, onRetry }: ProblemAlertProps) {
  const problem = toProblem(error);
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} title={title ?? problem.title} role="alert">
      <Text size="sm">{problem.cause}</Text>
      {problem.cure && <Text size="sm">{problem.cure}</Text>}
      <Group gap="sm" mt={problem.requestId || onRetry ? 'xs' : 0}>
        {onRetry && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={onRetry}
          >
            Try again
          </Button>
        )}
        {problem.requestId && (
          <Text size="xs" c="dimmed">
            Request id <Code style={{ overflowWrap: 'anywhere' }}>{problem.requestId}</Code>
          </Text>
        )}
      </Group>
    </Alert>
  );
}
