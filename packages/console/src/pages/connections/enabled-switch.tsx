import type { Connection } from '@joinery/sdk';
import { Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { notifyProblem } from '../../ui/notify.tsx';

export function EnabledSwitch({ connection, mayEdit }: { connection: Connection; mayEdit: boolean }) {
  const client = useQueryClient();
  const toggle = useMutation({
    mutationFn: (enabled: boolean) => api.connections.update(connection.id, { enabled }),
    onSettled: () => client.invalidateQueries({ queryKey: ['connections'] }),
    onError: (error) => notifyProblem(`${connection.name} was not switched`, error),
  });
  const enabled = toggle.isPending ? toggle.variables : connection.enabled;
  const on = connection.mirror?.peopleSource
    ? 'On: people are mirrored'
    : connection.provider === 'bamboohr'
      ? 'On: hires can be sent'
      : 'On: what is said under “Recruiting” is done';
  return (
    <Switch
      label={enabled ? on : 'Off: nothing is read or sent'}
      aria-label={`${connection.name} enabled`}
      checked={enabled}
      disabled={!mayEdit || toggle.isPending}
      onChange={(event) => toggle.mutate(event.currentTarget.checked)}
    />
  );
}
