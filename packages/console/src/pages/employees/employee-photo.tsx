import type { EmployeePhoto as Photo } from '@joinery/sdk';
import { Avatar, Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { IconCamera } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { colorOf, initialsOf } from '../../ui/names.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { photoQuery } from './employees.queries.ts';

const accepted = 'image/jpeg,image/png,image/gif,image/webp';

/** The photo of an employee, or their initials; who may upload one can do it here. */
export function EmployeePhoto({ number, name }: { number: number; name: string }) {
  const client = useQueryClient();
  const photo = useQuery(photoQuery(number));
  const upload = useMutation({
    mutationFn: (file: File) => api.employees.uploadPhoto(number, file),
    onSuccess: (uploaded: Photo) => {
      client.setQueryData(photoQuery(number).queryKey, uploaded);
      notifyDone(`The photo of ${name} was saved.`);
    },
  });
  return (
    <Stack gap="xs">
      <Group gap="md" wrap="nowrap">
        <Avatar
          src={photo.data?.url ?? null}
          alt={`Photo of ${name}`}
          size={96}
          radius="md"
          color={colorOf(name)}
        >
          {initialsOf(name)}
        </Avatar>
        {photo.data?.mayUpload && (
          <Stack gap={4}>
            <FileButton
              accept={accepted}
              onChange={(file) => file && upload.mutate(file)}
              inputProps={{ 'aria-label': `Photo of ${name}` }}
            >
              {(props) => (
                <Button
                  {...props}
                  variant="default"
                  size="xs"
                  loading={upload.isPending}
                  leftSection={<IconCamera size={15} aria-hidden />}
                >
                  {photo.data.url ? 'Replace photo' : 'Upload photo'}
                </Button>
              )}
            </FileButton>
            <Text size="xs" c="dimmed">
              Square, at least 150 × 150.
            </Text>
          </Stack>
        )}
      </Group>
      {upload.error && <ProblemAlert error={upload.error} title="The photo was not saved" />}
    </Stack>
  );
}
