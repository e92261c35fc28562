import type { HirePreview } from '@joinery/sdk';
import { Code, DataList, Group, Stack, Text } from '@mantine/core';
import { Panel } from '../../ui/panel.tsx';
import { stepTitles } from '../../ui/states.ts';
import { valueLines } from './review-words.ts';

type Call = HirePreview['calls'][number];

/** Every request of the hand-off in its order, to the last value. */
export function CallPreview({ calls, isStale }: { calls: Call[]; isStale: boolean }) {
  return (
    <Panel
      title="What is sent"
      description={
        isStale
          ? 'As the form was when it was last checked. Check it again to see what your changes make of it.'
          : 'Call by call, in this order. Before each, BambooHR is asked whether it is there already.'
      }
    >
      {calls.length === 0 ? (
        <Text size="sm" c="dimmed">
          The calls are shown here once nothing is missing any more.
        </Text>
      ) : (
        <Stack component="ol" gap="md" m={0} p={0} style={{ listStyle: 'none', opacity: isStale ? 0.6 : 1 }}>
          {calls.map((call, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a list that is replaced as a whole
            <OneCall key={index} call={call} number={index + 1} />
          ))}
        </Stack>
      )}
      {calls.some(({ path }) => path.includes('{id}')) && (
        <Text size="xs" c="dimmed" mt="sm">
          <Code>{'{id}'}</Code> is the number that BambooHR gives the new employee.
        </Text>
      )}
    </Panel>
  );
}

function OneCall({ call: { step, method, path, values }, number }: { call: Call; number: number }) {
  const lines = valueLines(values);
  return (
    <li>
      <Group gap="xs" align="baseline">
        <Text size="sm" fw={600}>
          {number}. {stepTitles[step].title}
        </Text>
        <Code style={{ overflowWrap: 'anywhere' }}>
          {method} {path}
        </Code>
      </Group>
      {lines.length > 0 && (
        <DataList size="xs" gap={3} labelWidth="150px" mt={4}>
          {lines.map(({ name, value }) => (
            <DataList.Item key={name}>
              <DataList.ItemLabel style={{ overflowWrap: 'anywhere' }}>{name}</DataList.ItemLabel>
              <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>{value}</DataList.ItemValue>
            </DataList.Item>
          ))}
        </DataList>
      )}
    </li>
  );
}
