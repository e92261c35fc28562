import { queryOptions } from '@tanstack/react-query';
import { api, readAll } from '../../api.ts';

export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: () => readAll((page) => api.jobs.list(page)),
});

export const jobQuery = (jobId: string) =>
  queryOptions({ queryKey: ['jobs', jobId], queryFn: () => api.jobs.get(jobId) });

export const stagesQuery = (jobId: string) =>
  queryOptions({
    queryKey: ['jobs', jobId, 'stages'],
    queryFn: async () => {
      const { items } = await api.jobs.stages(jobId);
      return items.toSorted((a, b) => a.position - b.position);
    },
    staleTime: 60_000,
  });

export const applicationsKey = (jobId: string) => ['jobs', jobId, 'applications'] as const;

export const applicationsQuery = (jobId: string) =>
  queryOptions({
    queryKey: applicationsKey(jobId),
    queryFn: () => readAll((page) => api.applications.list({ jobId, ...page })),
    refetchInterval: 15_000,
  });
