import { ApiError, type EmployeeFile, type EmployeeFiles } from '@joinery/sdk';
import { Anchor, Badge, Button, Checkbox, FileButton, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { IconFileText, IconUpload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { api } from '../../api.ts';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { fileSize } from '../../ui/names.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RemoveFile } from '../../ui/remove-file.tsx';
import { filesQuery } from './employees.queries.ts';

/** The files of an employee by category, for those who may see them. */
export function FilesPanel({ number, mirrored }: { number: number; mirrored: boolean }) {
  const files = useQuery(filesQuery(number));
  const hidden = files.error instanceof ApiError && files.error.status === 403;
  const mayEdit = files.data?.canEdit === true;
  const filled = files.data?.categories.filter((category) => category.files.length > 0) ?? [];
  return (
    <Panel title="Files">
      {files.isPending && <LoadingRows rows={2} />}
      {hidden && (
        <Text size="sm" c="dimmed">
          Your access level does not show files.
        </Text>
      )}
      {files.error && !hidden && <ProblemAlert error={files.error} onRetry={() => files.refetch()} />}
      {files.data && (
        <Stack gap="md">
          {filled.length === 0 && (
            <Text size="sm" c="dimmed">
              {mirrored ? 'No files in BambooHR.' : 'No files.'}
            </Text>
          )}
          {filled.map((category) => (
            <Stack gap={6} key={category.id}>
              <Text size="xs" fw={600} c="dimmed">
                {category.name}
              </Text>
              {category.files.map((file) => (
                <FileRow key={file.number} employee={number} file={file} canEdit={mayEdit} />
              ))}
            </Stack>
          ))}
          {files.data.asOf !== null && (
            <Text size="xs" c="dimmed" component="div">
              Kept in BambooHR, as of <Moment value={files.data.asOf} />.
            </Text>
          )}
          {mayEdit && <AddFile number={number} categories={files.data.categories} />}
        </Stack>
      )}
    </Panel>
  );
}

interface FileRowProps {
  employee: number;
  file: EmployeeFile;
  canEdit: boolean;
}

function FileRow({ employee, file, canEdit }: FileRowProps) {
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <IconFileText size={16} aria-hidden style={{ flexShrink: 0, marginTop: 3 }} />
      <div style={{ minWidth: 0, flex: 1 }}>
        <Group gap="xs">
          <Anchor
            href={api.employees.fileUrl(employee, file.number)}
            download={file.originalName}
            size="sm"
            style={{ overflowWrap: 'anywhere' }}
          >
            {file.name}
          </Anchor>
          {file.shared && (
            <Badge size="xs" variant="light">
              Shared
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed" component="div">
          <FileFacts file={file} />
        </Text>
      </div>
      {canEdit && (
        <RemoveFile
          name={file.name}
          title="Remove the file?"
          remove={() => api.employees.removeFile(employee, file.number)}
          queryKey={filesQuery(employee).queryKey}
        >
          {file.name} is removed for good.
        </RemoveFile>
      )}
    </Group>
  );
}

// Of a file in BambooHR not all of them may be known.
function FileFacts({ file: { bytes, createdAt, createdBy } }: { file: EmployeeFile }) {
  const facts = [
    bytes !== null && fileSize(bytes),
    createdAt !== null && <Moment key="created" value={createdAt} />,
    createdBy,
  ].filter((fact) => fact !== null && fact !== false);
  return facts.map((fact, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the three keep their places
    <Fragment key={index}>
      {index > 0 && ' · '}
      {fact}
    </Fragment>
  ));
}

function AddFile({ number, categories }: { number: number; categories: EmployeeFiles['categories'] }) {
  const client = useQueryClient();
  const [categoryId, setCategoryId] = useState(String(categories[0]?.id ?? ''));
  const [shared, setShared] = useState(false);
  const add = useMutation({
    mutationFn: (file: File) =>
      api.employees.addFile(number, { file, categoryId: Number(categoryId), shared }),
    onSuccess: async (_added, file) => {
      notifyDone(`${file.name} was added.`);
      await client.invalidateQueries({ queryKey: filesQuery(number).queryKey });
    },
  });
  if (categories.length === 0) return null;
  return (
    <Stack gap="xs">
      <Group gap="sm" align="flex-end">
        <NativeSelect
          label="Category"
          size="xs"
          value={categoryId}
          onChange={(event) => setCategoryId(event.currentTarget.value)}
          data={categories.map(({ id, name }) => ({ value: String(id), label: name }))}
        />
        <Checkbox
          label="Share with the employee"
          size="xs"
          pb={7}
          checked={shared}
          onChange={(event) => setShared(event.currentTarget.checked)}
        />
        <FileButton
          onChange={(file) => file && add.mutate(file)}
          inputProps={{ 'aria-label': 'File to add' }}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              size="xs"
              loading={add.isPending}
              leftSection={<IconUpload size={15} aria-hidden />}
            >
              Add a file
            </Button>
          )}
        </FileButton>
      </Group>
      {add.error && <ProblemAlert error={add.error} title="The file was not added" />}
    </Stack>
  );
}
