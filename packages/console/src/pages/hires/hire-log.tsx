import type { Hire, HireLogEntry } from '@joinery/sdk';
import { Button, Text, Timeline } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { logLine } from './hire-standing.ts';
import { hireLogQuery } from './hires.queries.ts';

/** Everything that happened to the hire, newest first. */
export function HireLog({ hire }: { hire: Pick<Hire, 'id' | 'state' | 'updatedAt'> }) {
  const log = useInfiniteQuery(hireLogQuery(hire.id, `${hire.state} ${hire.updatedAt}`));
  const entries = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title="Log" description="Every act of a person and each change of state.">
      {log.error && (
        <ProblemAlert error={log.error} title="The log could not be loaded" onRetry={() => log.refetch()} />
      )}
      <Timeline bulletSize={10} lineWidth={2} active={entries.length}>
        {entries.map((entry) => (
          <Timeline.Item key={entry.number}>
            <Entry entry={entry} />
          </Timeline.Item>
        ))}
      </Timeline>
      {log.hasNextPage && (
        <Button
          mt="sm"
          size="xs"
          variant="default"
          loading={log.isFetchingNextPage}
          onClick={() => log.fetchNextPage()}
        >
          Show earlier
        </Button>
      )}
    </Panel>
  );
}

function Entry({ entry }: { entry: HireLogEntry }) {
  return (
    <>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {logLine(entry)}
      </Text>
      {entry.reason && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {entry.reason}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        <Moment value={entry.at} form="exact" />
      </Text>
    </>
  );
}
