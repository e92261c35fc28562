import type { EmployeeLineage } from '@joinery/sdk';
import { ActionIcon, Alert, Anchor, Badge, Text, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconClockExclamation, IconPointFilled } from '@tabler/icons-react';
import { TextLink } from '../../ui/links.tsx';
import { Moment } from '../../ui/moment.tsx';
import { describeEntry, entryFor } from './lineage.ts';

type Source = NonNullable<EmployeeLineage['source']>;

/** A mark beside a value: where it came from, on hover and focus; a clock where it is stale. */
export function LineageHint({ lineage, name }: { lineage: EmployeeLineage | undefined; name: string }) {
  const entry = entryFor(lineage, name);
  if (!entry || !lineage?.source) return null;
  const text = describeEntry(entry, lineage.source.connectionName);
  const isStale = entry.staleSince !== null;
  return (
    <Tooltip label={text} multiline maw={320} events={{ hover: true, focus: true, touch: true }}>
      <ActionIcon
        variant="transparent"
        size={18}
        color={isStale ? 'yellow' : 'gray'}
        aria-label={isStale ? `Stale. ${text}` : text}
        style={{ verticalAlign: 'text-bottom', opacity: isStale ? 1 : 0.45 }}
      >
        {isStale ? <IconClockExclamation size={15} /> : <IconPointFilled size={9} />}
      </ActionIcon>
    </Tooltip>
  );
}

/** Says that the employee is somebody's at the provider, and leads there. */
export function MirroredFrom({ source }: { source: Source }) {
  return (
    <Text size="sm" c="dimmed" component="div">
      <Badge variant="light" radius="sm" tt="none" fw={550} mr={8}>
        Mirrored from BambooHR
      </Badge>
      {source.url && (
        <>
          <Anchor href={source.url} target="_blank" rel="noreferrer" inherit>
            Open it in BambooHR
          </Anchor>
          {' · '}
        </>
      )}
      through{' '}
      <TextLink to="/connections/$connectionId" params={{ connectionId: source.connectionId }} inherit>
        {source.connectionName}
      </TextLink>
      {source.seenAt && (
        <>
          {', last seen '}
          <Moment value={source.seenAt} form="relative" />
        </>
      )}
    </Text>
  );
}

export function MissingNotice({ since }: { since: string }) {
  return (
    <Alert
      color="yellow"
      icon={<IconAlertTriangle size={18} />}
      title="Not in the account’s answers any more"
    >
      <Text size="sm">
        Complete readings do not show this employee since <Moment value={since} />, but nobody says that it
        was deleted. It stays as it was told last.
      </Text>
    </Alert>
  );
}
