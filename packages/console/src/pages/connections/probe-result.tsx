import type { ProbeReport } from '@joinery/sdk';
import { Alert, Badge, Button, CopyButton, Group, List, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconCopy } from '@tabler/icons-react';
import { Moment } from '../../ui/moment.tsx';
import { groupsOf, isAway, type ProbeLine, recipeText, seenWords, verdictOf } from './probe-words.ts';

const icons = {
  red: <IconCircleX size={18} />,
  yellow: <IconAlertTriangle size={18} />,
  teal: <IconCircleCheck size={18} />,
};

/** What a key sees against what is needed: too little first, then too much. */
export function ProbeResult({ report, leftOut }: { report: ProbeReport; leftOut?: readonly string[] }) {
  const verdict = verdictOf(report, leftOut);
  const groups = groupsOf(report, leftOut);
  return (
    <Stack gap="md">
      <Alert color={verdict.color} icon={icons[verdict.color]} title={verdict.title} role="status">
        <Text size="sm">
          {report.problem ?? (
            <>
              {seenWords(report)} <Moment value={report.probedAt} form="relative" />.
            </>
          )}
        </Text>
        {isAway(report) && (
          <Text size="sm">Look at the name of the account and the base URL, then check again.</Text>
        )}
      </Alert>
      {report.lost.length > 0 && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title="The key lost something">
          <Text size="sm">
            It saw {report.lost.join(', ')} before and does not any more. What was mirrored of it keeps its
            last value and is marked stale.
          </Text>
        </Alert>
      )}
      {report.reached && (
        <Lines title="Missing" about="Needed, and not seen." color="red" lines={groups.missing} />
      )}
      <Lines
        title="Too much"
        about="Sensitive, and nothing here needs it. Hide it in the access level, or never read it."
        color="yellow"
        lines={groups.excess}
      />
      <Lines
        title="Never read"
        about="Sensitive, and seen by the key. Hiding it in the access level would be better still."
        color="gray"
        lines={groups.leftOut}
      />
      <Lines title="Would be used" about="Not seen; used where it is." color="gray" lines={groups.optional} />
    </Stack>
  );
}

const shownAtFirst = 24;

function Lines({
  title,
  about,
  color,
  lines,
}: {
  title: string;
  about: string;
  color: string;
  lines: ProbeLine[];
}) {
  if (lines.length === 0) return null;
  const more = lines.length - shownAtFirst;
  return (
    <div>
      <Title order={3} fz="sm">
        {title}
      </Title>
      <Text size="xs" c="dimmed" mb={6}>
        {about}
      </Text>
      <Group gap={6}>
        {lines.slice(0, shownAtFirst).map(({ kind, name, label }) => (
          <Badge
            key={`${kind} ${name}`}
            color={color}
            variant="light"
            radius="sm"
            tt="none"
            fw={500}
            title={name}
            style={{ color: 'var(--mantine-color-text)' }}
          >
            {kind === 'table' ? `Table ${label}` : label}
          </Badge>
        ))}
        {more > 0 && (
          <Text size="xs" c="dimmed">
            and {more} more
          </Text>
        )}
      </Group>
    </div>
  );
}

/** How to make an access level that sees exactly what is needed. */
export function AccessLevelSteps({ report: { accessLevel } }: { report: ProbeReport }) {
  const parts: [string, readonly string[]][] = [
    ['View', accessLevel.view],
    ['Edit', accessLevel.edit],
    ['Hide', accessLevel.hide],
  ];
  return (
    <Stack gap="sm">
      <List type="ordered" size="sm" spacing={4}>
        {accessLevel.steps.map((step) => (
          <List.Item key={step} style={{ overflowWrap: 'anywhere' }}>
            {step}
          </List.Item>
        ))}
      </List>
      {parts.map(
        ([title, items]) =>
          items.length > 0 && (
            <div key={title}>
              <Text size="sm" fw={600}>
                {title}
              </Text>
              <Text size="sm" c="dimmed">
                {items.join(', ')}
              </Text>
            </div>
          ),
      )}
      <CopyButton value={recipeText(accessLevel)} timeout={2000}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            size="xs"
            style={{ alignSelf: 'flex-start' }}
            leftSection={<IconCopy size={15} aria-hidden />}
            onClick={copy}
          >
            {copied ? 'Copied' : 'Copy the steps'}
          </Button>
        )}
      </CopyButton>
    </Stack>
  );
}
