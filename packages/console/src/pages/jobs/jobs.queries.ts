import type { Application, Page } from '@joinery/sdk';
import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

/** Reads every page of a list: a pipeline that was cut short would look like an empty column. */
export async function readAll<T>(readPage: (cursor?: string) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: () => readAll(api.jobs.list),
});

export const jobQuery = (jobId: string) =>
  queryOptions({ queryKey: ['jobs', jobId], queryFn: () => api.jobs.read(jobId) });

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
    queryFn: (): Promise<Application[]> => readAll((cursor) => api.applications.list(jobId, cursor)),
    refetchInterval: 15_000,
  });
