import { Code, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { toProblem } from './problems.ts';

/** Tells that something worked; `next` is a link to the step that usually follows. */
export function notifyDone(message: string, next?: ReactNode): void {
  notifications.show({
    color: 'petrol',
    icon: <IconCheck size={18} />,
    autoClose: next ? 10_000 : 4000,
    message: next ? (
      <>
        {message} {next}
      </>
    ) : (
      message
    ),
  });
}

/** Tells what did not work; the message stays until it is closed or the page is left: it may hold a request id. */
export function notifyProblem(title: string, error: unknown): void {
  const problem = toProblem(error);
  notifications.show({
    color: 'red',
    icon: <IconAlertTriangle size={18} />,
    title,
    autoClose: false,
    role: 'alert',
    message: (
      <>
        <Text size="sm">{[problem.cause, problem.cure].filter(Boolean).join(' ')}</Text>
        {problem.requestId && (
          <Text size="xs" mt={4}>
            Request id <Code>{problem.requestId}</Code>
          </Text>
        )}
      </>
    ),
  });
}
