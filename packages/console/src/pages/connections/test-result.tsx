import type { ConnectionTest } from '@joinery/sdk';
import { Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { Moment } from '../../ui/moment.tsx';

/** What a test looked at, one line each. */
export function TestResult({ result }: { result: ConnectionTest }) {
  return (
    <Stack gap={6} role="status">
      <Text size="xs" fw={600} c="dimmed">
        Tested <Moment value={result.testedAt} form="relative" />
      </Text>
      {result.checks.map((check) => (
        <Group key={check.name} gap="xs" wrap="nowrap" align="flex-start">
          {check.ok ? (
            <IconCircleCheck
              size={18}
              style={{ flex: 'none' }}
              color="var(--mantine-color-teal-6)"
              aria-label="Passed"
            />
          ) : (
            <IconCircleX
              size={18}
              style={{ flex: 'none' }}
              color="var(--mantine-color-red-6)"
              aria-label="Failed"
            />
          )}
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            <Text span inherit fw={550}>
              {check.name}
            </Text>{' '}
            <Text span inherit c="dimmed">
              {check.message}
            </Text>
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
