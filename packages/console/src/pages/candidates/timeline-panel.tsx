import { Button, Skeleton, Stack, Text, Timeline } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { timelineQuery } from './candidates.queries.ts';

export function TimelinePanel({ candidateId }: { candidateId: string }) {
  const timeline = useInfiniteQuery(timelineQuery(candidateId));
  const entries = timeline.data?.pages.flatMap((page) => page.items);
  return (
    <Panel title="Timeline">
      {timeline.error && (
        <ProblemAlert
          error={timeline.error}
          title="The timeline could not be loaded"
          onRetry={() => timeline.refetch()}
        />
      )}
      {timeline.isPending && (
        <Stack gap="sm">
          <Skeleton height={34} />
          <Skeleton height={34} />
        </Stack>
      )}
      {entries?.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing has happened yet.
        </Text>
      )}
      {entries && entries.length > 0 && (
        <Timeline bulletSize={12} lineWidth={2} mt={4}>
          {entries.map((entry) => (
            <Timeline.Item
              key={entry.id}
              title={
                <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {entry.summary}
                </Text>
              }
            >
              <Text size="xs" c="dimmed">
                {entry.actor} · <Moment value={entry.at} form="relative" />
              </Text>
            </Timeline.Item>
          ))}
        </Timeline>
      )}
      {timeline.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          mt="sm"
          loading={timeline.isFetchingNextPage}
          onClick={() => timeline.fetchNextPage()}
        >
          Show earlier
        </Button>
      )}
    </Panel>
  );
}
