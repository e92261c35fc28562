import type { Application, Stage } from '@joinery/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { TextLink } from '../../ui/links.tsx';
import { notifyDone, notifyProblem } from '../../ui/notify.tsx';
import { withMoved } from './board.ts';
import { applicationsKey } from './jobs.queries.ts';

interface Move {
  application: Application;
  stage: Stage;
}

/**
 * Moves a card at once and asks the server then. If the server refuses, the card goes back to
 * where it was and the reason is shown.
 */
export function useMoveApplication(jobId: string) {
  const client = useQueryClient();
  const key = applicationsKey(jobId);
  return useMutation({
    mutationFn: ({ application, stage }: Move) =>
      api.applications.move(application.id, { stageId: stage.id }),
    onMutate: async ({ application, stage }) => {
      await client.cancelQueries({ queryKey: key });
      client.setQueryData<Application[]>(key, (list) =>
        list ? withMoved(list, application.id, stage, new Date().toISOString()) : list,
      );
    },
    onError: (error, { application, stage }) => {
      client.setQueryData<Application[]>(key, (list) =>
        list?.map((entry) => (entry.id === application.id ? application : entry)),
      );
      notifyProblem(`${application.candidateName} could not be moved to ${stage.name}`, error);
    },
    onSuccess: (_, { application, stage }) => {
      if (stage.kind !== 'hired') return;
      notifyDone(
        `${application.candidateName} is in ${stage.name}.`,
        <TextLink to="/candidates/$candidateId" params={{ candidateId: application.candidateId }} inherit>
          Go on to BambooHR
        </TextLink>,
      );
    },
    onSettled: (_, _error, { application }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: key }),
        client.invalidateQueries({ queryKey: ['candidates', application.candidateId] }),
      ]),
  });
}
