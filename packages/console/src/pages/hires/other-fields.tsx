import { ActionIcon, Autocomplete, Button, Group, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Panel } from '../../ui/panel.tsx';
import { lastProbeQuery } from '../connections/connections.queries.ts';
import type { Origin } from './review-form.ts';
import { type ReviewForm, UnfitNotice } from './review-inputs.tsx';

interface OtherFieldsProps {
  form: ReviewForm;
  origin: Origin;
  connectionId: string;
}

/** Further fields of the account, by their name there. */
export function OtherFields({ form, origin, connectionId }: OtherFieldsProps) {
  const { data: report } = useQuery(lastProbeQuery(connectionId));
  const names = [...new Set((report?.fields ?? []).map(({ name }) => name))];
  const { other } = form.values;
  const unfit = origin.baseline.missing.filter(({ field }) => field.startsWith('other.'));
  return (
    <Panel title="More fields" description="Any other field of the account, by its BambooHR name.">
      <Stack gap="sm">
        {other.map(({ alias }, index) => (
          <Group
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is what stands at its place; aliases are typed in it
            key={index}
            gap="xs"
            align="flex-start"
            wrap="nowrap"
          >
            <Autocomplete
              aria-label={`Name of further field ${index + 1}`}
              placeholder="Field, such as shirtSize"
              style={{ flex: 1 }}
              data={names}
              limit={50}
              data-path={`other.${alias}`}
              {...form.getInputProps(`other.${index}.alias`)}
            />
            <TextInput
              aria-label={`Value of ${alias || `further field ${index + 1}`}`}
              placeholder="Value"
              style={{ flex: 1 }}
              {...form.getInputProps(`other.${index}.value`)}
            />
            <ActionIcon
              variant="default"
              size={36}
              aria-label={`Remove ${alias || `further field ${index + 1}`}`}
              onClick={() => form.removeListItem('other', index)}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        {unfit.map(({ field }) => (
          <UnfitNotice key={field} form={form} origin={origin} name={field} />
        ))}
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => form.insertListItem('other', { alias: '', value: '' })}
          >
            Add a field
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}
