import type { HiringReportQuery } from '@joinery/sdk';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const hiringReportQuery = (query: HiringReportQuery) =>
  queryOptions({
    queryKey: ['hiring-report', query],
    queryFn: () => api.hiringReport.get(query),
    placeholderData: keepPreviousData,
  });
