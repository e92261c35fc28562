import type { HireFile, HirePreview } from '@joinery/sdk';
import { Checkbox, Group, Select, Stack, Text } from '@mantine/core';
import { Panel } from '../../ui/panel.tsx';
import type { ReviewForm } from './review-inputs.tsx';

const kinds: Record<HireFile['kind'], string> = {
  resume: 'Résumé',
  cover_letter: 'Cover letter',
  offer: 'Offer',
  other: 'Other',
};

const byKind = 'by-kind';

interface FilesChoiceProps {
  form: ReviewForm;
  files: HirePreview['files'];
}

/** Which documents go into the employee’s files, and into which category. */
export function FilesChoice({ form, files }: FilesChoiceProps) {
  const categories = files.find((file) => file.categories.length > 0)?.categories ?? [];
  return (
    <Panel title="Files" description="Documents that go into the employee’s files.">
      {form.values.files.length === 0 && (
        <Text size="sm" c="dimmed">
          The candidate has no documents. Nothing else depends on it.
        </Text>
      )}
      <Stack gap="sm" data-path="files" tabIndex={-1}>
        {form.errors.files && (
          <Text size="xs" c="var(--mantine-color-error)">
            {form.errors.files}
          </Text>
        )}
        {form.values.files.map((file, index) => (
          <Group key={file.attachmentId} gap="sm" align="center">
            <Checkbox
              style={{ flex: '1 1 14rem', minWidth: 0 }}
              styles={{ label: { overflowWrap: 'anywhere' } }}
              label={file.name}
              checked={file.isSent}
              onChange={(event) => form.setFieldValue(`files.${index}.isSent`, event.currentTarget.checked)}
            />
            <Select
              aria-label={`What ${file.name} is`}
              w={140}
              size="xs"
              disabled={!file.isSent}
              allowDeselect={false}
              data={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
              value={file.kind}
              onChange={(kind) => kind && form.setFieldValue(`files.${index}.kind`, kind as HireFile['kind'])}
            />
            <Select
              aria-label={`Category of ${file.name} in BambooHR`}
              w={190}
              size="xs"
              disabled={!file.isSent}
              allowDeselect={false}
              data={[
                { value: byKind, label: 'Category by its kind' },
                ...categories.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              value={file.categoryId ?? byKind}
              onChange={(id) => form.setFieldValue(`files.${index}.categoryId`, id === byKind ? null : id)}
            />
          </Group>
        ))}
      </Stack>
    </Panel>
  );
}
