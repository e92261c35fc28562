import type { Candidate, CandidateMerge } from '@joinery/sdk';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { TextLink } from '../../ui/links.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSession } from '../session/session.queries.ts';
import { fieldsInWords } from './duplicate-words.ts';
import { mergesQuery } from './duplicates.queries.ts';
import { UndoModal } from './undo-merge.tsx';

/** What a candidate was merged of, for those who see everybody. */
export function MergesPanel({ candidate }: { candidate: Candidate }) {
  const mayEdit = useSession().access.hiring.candidates === 'edit';
  const merges = useQuery(mergesQuery(candidate.id));
  if (merges.error)
    return (
      <Panel title="Merged">
        <ProblemAlert
          error={merges.error}
          title="The merges could not be loaded"
          onRetry={() => merges.refetch()}
        />
      </Panel>
    );
  if (!merges.data || merges.data.length === 0) return null;
  return (
    <Panel title="Merged">
      <Stack gap="md">
        {merges.data.map((merge) => (
          <Merge key={merge.id} merge={merge} candidate={candidate} mayEdit={mayEdit} />
        ))}
      </Stack>
    </Panel>
  );
}

interface MergeProps {
  merge: CandidateMerge;
  candidate: Candidate;
  mayEdit: boolean;
}

function Merge({ merge, candidate, mayEdit }: MergeProps) {
  const { mergedName, keptName, takenFields, foldedApplications, undoneAt } = merge;
  const [asked, setAsked] = useState(false);
  const isKept = merge.keptId === candidate.id;
  return (
    <Stack gap={4}>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {isKept ? (
          <>
            <b>{mergedName}</b> was merged into this candidate
          </>
        ) : (
          <>
            Was merged into <b>{keptName}</b>
          </>
        )}
        .
      </Text>
      {takenFields.length > 0 && (
        <Text size="xs" c="dimmed">
          Taken from the other: {fieldsInWords(takenFields)}
        </Text>
      )}
      {foldedApplications.length > 0 && (
        <Text size="xs" c="dimmed">
          Two applications became one for {foldedApplications.map(({ jobTitle }) => jobTitle).join(', ')}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {merge.mergedBy} · <Moment value={merge.mergedAt} form="relative" />
        {undoneAt && (
          <>
            {' '}
            · undone by {merge.undoneBy} <Moment value={undoneAt} form="relative" />
          </>
        )}
      </Text>
      {undoneAt && (
        <TextLink
          size="sm"
          to="/candidates/$candidateId"
          params={{ candidateId: isKept ? merge.mergedId : merge.keptId }}
        >
          Open {isKept ? mergedName : keptName}
        </TextLink>
      )}
      {!undoneAt && !merge.canUndo && (
        <Text size="xs" c="dimmed">
          It cannot be undone: a later merge builds on it, or the person was erased.
        </Text>
      )}
      {merge.canUndo && mayEdit && (
        <Group>
          <Button size="xs" variant="default" onClick={() => setAsked(true)}>
            Undo the merge
          </Button>
          <UndoModal merge={merge} opened={asked} onClose={() => setAsked(false)} />
        </Group>
      )}
    </Stack>
  );
}
