import type { ApprovalQuery } from '@joinery/sdk';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, cursorOf } from '../../api.ts';

const listPollMs = 15_000;
const badgePollMs = 30_000;

export const approvalsQuery = (filter: ApprovalQuery) =>
  infiniteQueryOptions({
    queryKey: ['approvals', 'list', filter],
    queryFn: ({ pageParam }) => api.approvals.list({ ...filter, ...cursorOf(pageParam) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: listPollMs,
  });

/** For the badge in the navigation. */
export const waitingApprovalsQuery = queryOptions({
  queryKey: ['approvals', 'waiting'],
  queryFn: () => api.approvals.waiting(),
  refetchInterval: badgePollMs,
});

export const approvalQuery = (approvalId: string) =>
  queryOptions({
    queryKey: ['approvals', 'one', approvalId],
    queryFn: () => api.approvals.get(approvalId),
    refetchInterval: ({ state }) => (state.data?.state === 'open' ? listPollMs : false),
  });

/** What an approval of a change is about. */
export const hireChangeQuery = (changeId: string) =>
  queryOptions({ queryKey: ['hire-changes', 'one', changeId], queryFn: () => api.hireChanges.get(changeId) });
