import type { HirePreview } from '@joinery/sdk';
import { Alert, Radio, Stack, Table, Text } from '@mantine/core';
import { IconCheck, IconEyeOff } from '@tabler/icons-react';
import { Panel } from '../../ui/panel.tsx';
import { type Origin, personKey, personOf } from './review-form.ts';
import type { ReviewForm } from './review-inputs.tsx';
import {
  type ComparedLine,
  compareLines,
  hiddenAdvice,
  matchWords,
  personChoices,
  searchWords,
} from './review-words.ts';

type Found = Pick<HirePreview, 'duplicates' | 'mayBeAsked' | 'searched' | 'searchProblem'>;

interface PersonChoiceProps {
  form: ReviewForm;
  found: Found;
  origin: Origin;
}

/** Who the hire is: the candidate beside everybody who looks alike, and the answers that there are. */
export function PersonChoice({ form, found, origin }: PersonChoiceProps) {
  const number = origin.decided?.employeeNumber;
  if (number)
    return (
      <Text size="sm" c="dimmed">
        This hire has its employee: {number}. What is mended goes there.
      </Text>
    );
  return <Choice form={form} found={found} />;
}

function Choice({ form, found }: { form: ReviewForm; found: Found }) {
  const { duplicates } = found;
  const words = searchWords(found);
  const advice = hiddenAdvice(found);
  const partly = found.searched === 'partly' && (
    <Alert color="yellow" icon={<IconEyeOff size={18} />} title="Not everything was compared">
      <Text size="sm">{words}</Text>
    </Alert>
  );
  if (duplicates.length === 0) {
    if (partly) return partly;
    return (
      <Text size="sm" c="dimmed">
        {words}
      </Text>
    );
  }
  return (
    <Panel
      title="Who is this?"
      description={
        duplicates.length === 1
          ? 'Somebody alike is in BambooHR already. Look at both, then decide.'
          : `${duplicates.length} people alike are in BambooHR already. Look at them, then decide.`
      }
    >
      <Stack gap="md">
        {partly}
        {advice && (
          <Alert color="blue" icon={<IconEyeOff size={18} />} title="Some of it is hidden from you">
            <Text size="sm">{advice}</Text>
          </Alert>
        )}
        <Comparison form={form} found={found} />
        <Radio.Group
          aria-label="Who is this?"
          value={personKey(form.values.person)}
          onChange={(key) => form.setFieldValue('person', personOf(key))}
          error={form.errors.person}
          styles={{ error: { marginTop: 10 } }}
        >
          <Stack gap="sm">
            {personChoices(duplicates).map(({ person, label, description }, index) => (
              <Radio
                key={personKey(person)}
                value={personKey(person)}
                label={label}
                description={description}
                data-path={index === 0 ? 'person' : undefined}
              />
            ))}
          </Stack>
        </Radio.Group>
      </Stack>
    </Panel>
  );
}

const columnWidth = 170;

function Comparison({ form, found: { duplicates } }: { form: ReviewForm; found: Found }) {
  const lines = compareLines(form.values.fields, duplicates);
  return (
    <Table.ScrollContainer minWidth={110 + columnWidth * Math.min(duplicates.length, 4)} type="native">
      <Table layout="fixed" verticalSpacing={6} horizontalSpacing="xs" style={{ overflowWrap: 'anywhere' }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={118} aria-label="Value" />
            <Table.Th>This candidate</Table.Th>
            {duplicates.map(({ employeeNumber, how }) => (
              <Table.Th key={employeeNumber}>
                Employee {employeeNumber}
                <Text size="xs" c="dimmed" fw={400}>
                  {matchWords(how)}
                </Text>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <ComparedRow key={line.label} line={line} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function ComparedRow({ line: { label, here, there, same } }: { line: ComparedLine }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        <Text size="xs" c="dimmed">
          {label}
        </Text>
      </Table.Th>
      <Table.Td>{here ?? '–'}</Table.Td>
      {there.map((value, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one column per employee, in a fixed order
        <Table.Td key={index} fw={same[index] ? 600 : undefined}>
          {value ?? '–'}
          {same[index] && (
            <IconCheck
              size={14}
              stroke={2.5}
              aria-label="the same"
              style={{ marginLeft: 4, verticalAlign: -2, color: 'var(--mantine-color-teal-6)' }}
            />
          )}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
