import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

const listFields = 'displayName,firstName,lastName,jobTitle,department,location,workEmail,status,hireDate';

export const employeesQuery = infiniteQueryOptions({
  queryKey: ['employees', 'list'],
  queryFn: ({ pageParam }) => api.employees.list({ fields: listFields, cursor: pageParam }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

export const employeeQuery = (number: string, fields: string) =>
  queryOptions({
    queryKey: ['employees', number, fields],
    queryFn: () => api.employees.read(number, fields),
  });

export const rowsQuery = (number: string, table: string) =>
  queryOptions({
    queryKey: ['employees', number, 'tables', table],
    queryFn: async () => (await api.employees.rows(number, table)).items,
  });
