import type { Candidate } from '@joinery/sdk';
import { Alert, Stack, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { TextLink } from '../../ui/links.tsx';
import { useSession } from '../session/session.queries.ts';
import { likelihoodOfOne, mayMerge, reasonsInWords } from './duplicate-words.ts';
import { pairsOfQuery } from './duplicates.queries.ts';

/** On the page of somebody who may be there twice. */
export function DuplicateHint({ candidate }: { candidate: Candidate }) {
  const { hiring } = useSession().access;
  const pairs = useQuery(pairsOfQuery(candidate.id)).data ?? [];
  if (pairs.length === 0) return null;
  return (
    <Alert
      variant="light"
      color="orange"
      icon={<IconUsers size={18} aria-hidden />}
      title={`${candidate.name} may be there twice`}
    >
      <Stack gap={4}>
        {pairs.map(({ id, people, score, reasons }) => {
          const other = people.find((person) => person.id !== candidate.id);
          if (other === undefined) return null;
          return (
            <Text key={id} size="sm" style={{ overflowWrap: 'anywhere' }}>
              {likelihoodOfOne(score)} the same as{' '}
              <TextLink to="/candidates/$candidateId" params={{ candidateId: other.id }} size="sm">
                {other.name} (no. {other.number})
              </TextLink>
              : {reasonsInWords(reasons).toLowerCase()}.{' '}
              {mayMerge(hiring) && (
                <TextLink
                  to="/candidates/compare"
                  search={{ keep: candidate.id, with: other.id }}
                  size="sm"
                  fw={600}
                >
                  Compare
                </TextLink>
              )}
            </Text>
          );
        })}
      </Stack>
    </Alert>
  );
}
