import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, cursorOf } from '../../api.ts';

const listFields = [
  'firstName',
  'lastName',
  'jobTitle',
  'department',
  'location',
  'workEmail',
  'status',
  'hireDate',
];

export const employeesQuery = infiniteQueryOptions({
  queryKey: ['employees', 'list'],
  queryFn: ({ pageParam }) => api.employees.list({ fields: listFields, limit: 100, ...cursorOf(pageParam) }),
  initialPageParam: '',
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

export const employeeQuery = (number: number, fields: string[]) =>
  queryOptions({
    queryKey: ['employees', number, fields],
    queryFn: () => api.employees.get(number, { fields }),
  });

export const rowsQuery = (number: number, table: string) =>
  queryOptions({
    queryKey: ['employees', number, 'tables', table],
    queryFn: async () => (await api.employees.rows(number, table)).items,
  });

export const photoQuery = (number: number) =>
  queryOptions({ queryKey: ['employees', number, 'photo'], queryFn: () => api.employees.photo(number) });

export const filesQuery = (number: number) =>
  queryOptions({ queryKey: ['employees', number, 'files'], queryFn: () => api.employees.files(number) });

export const lineageQuery = (number: number) =>
  queryOptions({ queryKey: ['employees', number, 'lineage'], queryFn: () => api.employees.lineage(number) });
