import type { Sync } from '@joinery/sdk';
import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { describeProgress, progressPercent } from './sync-words.ts';

/** A sync at work: what it does, how far it is, and how to stop it. */
export function SyncProgress({ sync, mayEdit }: { sync: Sync; mayEdit: boolean }) {
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => api.syncs.cancel(sync.id),
    onSettled: () => client.invalidateQueries({ queryKey: ['syncs'] }),
  });
  const words = describeProgress(sync);
  if (words === null) return null;
  return (
    <Stack gap={6}>
      {cancel.error && <ProblemAlert error={cancel.error} title="It was not stopped" />}
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <Text size="sm" role="status">
          {words}
        </Text>
        {mayEdit && (
          <Button
            variant="default"
            size="compact-xs"
            style={{ flex: 'none' }}
            loading={cancel.isPending}
            onClick={() => cancel.mutate()}
          >
            Stop
          </Button>
        )}
      </Group>
      <Progress value={progressPercent(sync)} aria-label="Progress of the sync" animated />
    </Stack>
  );
}
