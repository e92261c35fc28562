import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api.ts';

export const formQuery = (jobId: string) =>
  queryOptions({ queryKey: ['jobs', jobId, 'form'], queryFn: () => api.jobs.form(jobId) });

export const archivedQuestionsQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['jobs', jobId, 'questions'],
    queryFn: async () => {
      const { items } = await api.jobs.questions(jobId, { archived: true });
      return items.filter(({ archivedAt }) => archivedAt !== null);
    },
  });

export const teamQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['jobs', jobId, 'team'],
    queryFn: async () => (await api.jobs.team(jobId)).items,
  });

export const teamChoicesQuery = queryOptions({
  queryKey: ['team-choices'],
  queryFn: async () => (await api.jobs.teamChoices()).items,
});

export const pipelinesQuery = queryOptions({
  queryKey: ['pipelines'],
  queryFn: async () => (await api.pipelines.list()).items,
});

/** What is shown of the job is read anew: the form follows from all of it. */
export function useRefreshJob() {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['jobs'] }),
      client.invalidateQueries({ queryKey: ['pipelines'] }),
    ]);
}
