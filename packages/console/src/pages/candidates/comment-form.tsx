import type { Application } from '@joinery/sdk';
import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { notifyProblem } from '../../ui/notify.tsx';

/** What is said about an application; it then stands on the timeline. */
export function CommentForm({ application }: { application: Application }) {
  const [text, setText] = useState('');
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () => api.applications.comment(application.id, { text: text.trim() }),
    onSuccess: () => setText(''),
    onError: (error) => notifyProblem('The comment was not saved', error),
    onSettled: () => client.invalidateQueries({ queryKey: ['candidates'] }),
  });
  return (
    <Stack gap="xs">
      <Textarea
        aria-label={`Comment on the application for ${application.jobTitle}`}
        placeholder="Add a comment"
        autosize
        minRows={1}
        maxRows={8}
        maxLength={20_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {text.trim() !== '' && (
        <Group justify="flex-end">
          <Button size="xs" loading={save.isPending} onClick={() => save.mutate()}>
            Comment
          </Button>
        </Group>
      )}
    </Stack>
  );
}
