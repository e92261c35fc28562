import { Stack } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { LoadMore } from '../../ui/load-more.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSession } from '../session/session.queries.ts';
import { recruitingQuery, sentQuery } from './recruiting.queries.ts';
import { SentItem } from './sent-item.tsx';

/** What was sent to an account's recruiting, newest first; nothing where nothing was. */
export function SentPanel({ connectionId }: { connectionId: string }) {
  const { hiring } = useSession().access;
  const sent = useInfiniteQuery(sentQuery(connectionId));
  const statuses = useQuery(recruitingQuery(connectionId)).data?.statuses;
  const items = sent.data?.pages.flatMap((page) => page.items) ?? [];
  if (sent.error) return <ProblemAlert error={sent.error} title="What was sent could not be loaded" />;
  if (items.length === 0) return null;
  return (
    <Panel title="What was sent" flush>
      <Stack gap="lg" px="md" pb="md">
        {items.map((write) => (
          <SentItem key={write.id} write={write} mayEdit={hiring.candidates === 'edit'} statuses={statuses} />
        ))}
      </Stack>
      <LoadMore shown={items.length} noun="items" {...sent} />
    </Panel>
  );
}
