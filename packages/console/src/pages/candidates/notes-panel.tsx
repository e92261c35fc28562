import type { CandidateNote } from '@joinery/sdk';
import { ActionIcon, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { LoadMore } from '../../ui/load-more.tsx';
import { Moment } from '../../ui/moment.tsx';
import { notifyProblem } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSession } from '../session/session.queries.ts';
import { notesQuery } from './candidates.queries.ts';

/** What people of the company wrote about a candidate, whatever they apply for. */
export function NotesPanel({ candidateId }: { candidateId: string }) {
  const mayEdit = useSession().access.hiring.candidates === 'edit';
  const notes = useInfiniteQuery(notesQuery(candidateId));
  const items = notes.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title="Notes">
      <Stack gap="md">
        {mayEdit && <NoteForm candidateId={candidateId} />}
        {notes.error && (
          <ProblemAlert
            error={notes.error}
            title="The notes could not be loaded"
            onRetry={() => notes.refetch()}
          />
        )}
        {notes.isSuccess && items.length === 0 && (
          <Text size="sm" c="dimmed">
            No notes yet.
          </Text>
        )}
        {items.map((note) => (
          <Note key={note.id} candidateId={candidateId} note={note} />
        ))}
        {notes.hasNextPage && <LoadMore shown={items.length} noun="notes" {...notes} />}
      </Stack>
    </Panel>
  );
}

function useNotes(candidateId: string) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['candidates', candidateId] });
}

function NoteForm({ candidateId }: { candidateId: string }) {
  const refresh = useNotes(candidateId);
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () => api.candidates.addNote(candidateId, { text: text.trim() }),
    onSuccess: () => {
      setText('');
      return refresh();
    },
    onError: (error) => notifyProblem('The note was not saved', error),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Stack gap="xs">
        <Textarea
          aria-label="New note"
          placeholder="Write a note"
          autosize
          minRows={2}
          maxLength={20_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button type="submit" size="xs" disabled={text.trim() === ''} loading={add.isPending}>
            Add note
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Note({ candidateId, note }: { candidateId: string; note: CandidateNote }) {
  const refresh = useNotes(candidateId);
  const [text, setText] = useState<string>();
  const save = useMutation({
    mutationFn: (changed: string) => api.candidates.updateNote(candidateId, note.id, { text: changed }),
    onSuccess: () => {
      setText(undefined);
      return refresh();
    },
    onError: (error) => notifyProblem('The note was not changed', error),
  });
  const remove = useMutation({
    mutationFn: () => api.candidates.removeNote(candidateId, note.id),
    onSuccess: refresh,
    onError: (error) => notifyProblem('The note was not removed', error),
  });
  return (
    <article>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text size="xs" c="dimmed">
          {note.author} · <Moment value={note.createdAt} form="relative" />
          {note.updatedAt !== note.createdAt && ', changed'}
        </Text>
        {note.own && text === undefined && (
          <Group gap={2} wrap="nowrap">
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label="Change this note"
              onClick={() => setText(note.text)}
            >
              <IconPencil size={15} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label="Remove this note"
              loading={remove.isPending}
              onClick={() => remove.mutate()}
            >
              <IconTrash size={15} aria-hidden />
            </ActionIcon>
          </Group>
        )}
      </Group>
      {text === undefined ? (
        <Text size="sm" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
          {note.text}
        </Text>
      ) : (
        <Stack gap="xs">
          <Textarea
            aria-label="Text of the note"
            autosize
            minRows={2}
            maxLength={20_000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button size="xs" variant="default" onClick={() => setText(undefined)}>
              Cancel
            </Button>
            <Button
              size="xs"
              disabled={text.trim() === ''}
              loading={save.isPending}
              onClick={() => save.mutate(text.trim())}
            >
              Save
            </Button>
          </Group>
        </Stack>
      )}
    </article>
  );
}
