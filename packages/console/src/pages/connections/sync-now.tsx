import type { Connection, Sync, SyncInput } from '@joinery/sdk';
import { Button, Group, Menu } from '@mantine/core';
import { IconChevronDown, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { notifyProblem } from '../../ui/notify.tsx';

/** Asks for a sync: of what changed, or of everything. */
export function SyncNow({ connection, running }: { connection: Connection; running: Sync | undefined }) {
  const client = useQueryClient();
  const ask = useMutation({
    mutationFn: (kind: SyncInput['kind']) => api.connections.sync(connection.id, { kind }),
    onError: (error) => notifyProblem('No sync was begun', error),
    onSettled: () => client.invalidateQueries({ queryKey: ['syncs'] }),
  });
  const busy = ask.isPending || running !== undefined;
  return (
    <Group gap={0} wrap="nowrap">
      <Button
        leftSection={<IconRefresh size={16} aria-hidden />}
        loading={busy}
        style={{ borderStartEndRadius: 0, borderEndEndRadius: 0 }}
        onClick={() => ask.mutate('incremental')}
      >
        Sync now
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            px={8}
            disabled={busy}
            aria-label="Other kinds of sync"
            style={{ borderStartStartRadius: 0, borderEndStartRadius: 0, marginInlineStart: 1 }}
          >
            <IconChevronDown size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => ask.mutate('incremental')}>Read what changed</Menu.Item>
          <Menu.Item onClick={() => ask.mutate('full')}>Read everything</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
