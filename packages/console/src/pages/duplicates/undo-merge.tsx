import type { CandidateDuplicate, CandidateMerge } from '@joinery/sdk';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { TextLink } from '../../ui/links.tsx';
import { notifyDone, notifyProblem } from '../../ui/notify.tsx';
import { mergeOf } from './duplicate-words.ts';
import { mergesQuery } from './duplicates.queries.ts';

/** In the queue: which merge it was is asked for when somebody wants it undone. */
export function UndoPairButton({ pair }: { pair: CandidateDuplicate }) {
  const client = useQueryClient();
  const [merge, setMerge] = useState<CandidateMerge>();
  const [kept] = pair.people;
  const find = useMutation({
    mutationFn: async () => mergeOf(pair, await client.fetchQuery(mergesQuery(kept?.id ?? ''))),
    onSuccess: setMerge,
    onError: (error) => notifyProblem('The merge cannot be undone', error),
  });
  if (!kept) return null;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={find.isPending}
        aria-label={`Undo the merge of ${kept.name}`}
        onClick={() => find.mutate()}
      >
        Undo the merge
      </Button>
      {merge && <UndoModal merge={merge} opened onClose={() => setMerge(undefined)} />}
    </>
  );
}

export function UndoModal({
  merge,
  opened,
  onClose,
}: {
  merge: CandidateMerge;
  opened: boolean;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: () => api.candidateDuplicates.undo(merge.keptId, merge.id),
    onSuccess: async () => {
      onClose();
      notifyDone(
        `${merge.mergedName} is a candidate of their own again.`,
        <TextLink size="sm" to="/candidates/$candidateId" params={{ candidateId: merge.mergedId }}>
          Open
        </TextLink>,
      );
      await Promise.all([
        client.invalidateQueries({ queryKey: ['candidates'] }),
        client.invalidateQueries({ queryKey: ['jobs'] }),
      ]);
    },
  });
  return (
    <ConfirmModal
      opened={opened}
      title="Make two of them again?"
      action="Undo the merge"
      busy={undo.isPending}
      error={undo.error}
      onConfirm={() => undo.mutate()}
      onClose={onClose}
    >
      {merge.mergedName} gets back what they brought: applications, documents, notes, consents and values.
      What was written since stays with who has it now, or goes with its application.
    </ConfirmModal>
  );
}
