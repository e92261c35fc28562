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
          <div style={{ minWidth: 0 }}>
            <Text size="sm" fw={500}>
              {check.name}
            </Text>
            <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {check.message}
            </Text>
          </div>
        </Group>
      ))}
    </Stack>
  );
}
