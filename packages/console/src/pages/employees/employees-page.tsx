import type { Employee } from '@joinery/sdk';
import { Group, Paper, Table, Text, TextInput } from '@mantine/core';
import { IconSearch, IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Blank } from '../../ui/blank.tsx';
import { Initials } from '../../ui/initials.tsx';
import { TextLink } from '../../ui/links.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Page } from '../../ui/page.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { nameOf, readableValue } from './employee-values.ts';
import { employeesQuery } from './employees.queries.ts';

export function EmployeesPage() {
  const employees = useInfiniteQuery(employeesQuery);
  const items = employees.data?.pages.flatMap((page) => page.items);
  return (
    <Page title="Employees" description="The people of this company, as your access level shows them.">
      <Paper style={{ overflow: 'hidden' }}>
        {employees.error && (
          <ProblemAlert
            error={employees.error}
            title="The employees could not be loaded"
            onRetry={() => employees.refetch()}
          />
        )}
        {employees.isPending && <LoadingRows rows={8} />}
        {items?.length === 0 && (
          <Blank icon={<IconUsers size={26} />} title="No employees here">
            Employees are added by the API, or arrive with the first hire. If you expected some, ask an
            Account Owner what your access level covers.
          </Blank>
        )}
        {items && items.length > 0 && (
          <>
            <EmployeeList employees={items} />
            <LoadMore shown={items.length} noun="employees" {...employees} />
          </>
        )}
      </Paper>
    </Page>
  );
}

function EmployeeList({ employees }: { employees: Employee[] }) {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = employees.filter((employee) =>
    [nameOf(employee), employee.number, ...Object.values(employee.values)]
      .join(' ')
      .toLowerCase()
      .includes(wanted),
  );
  return (
    <>
      <TextInput
        m="md"
        maw={320}
        type="search"
        aria-label="Search the employees shown"
        placeholder="Search the employees shown"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Employee</Table.Th>
            <Table.Th visibleFrom="sm">Department</Table.Th>
            <Table.Th visibleFrom="md">Location</Table.Th>
            <Table.Th visibleFrom="md">Hired</Table.Th>
            <Table.Th>Status</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((employee) => (
            <EmployeeTableRow key={employee.id} employee={employee} />
          ))}
        </Table.Tbody>
      </Table>
      {shown.length === 0 && (
        <Text size="sm" c="dimmed" p="md">
          None of the employees shown matches.
        </Text>
      )}
    </>
  );
}

function EmployeeTableRow({ employee }: { employee: Employee }) {
  const { values } = employee;
  const active = values.status === 'Active';
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="sm" wrap="nowrap">
          <Initials name={nameOf(employee)} />
          <div style={{ minWidth: 0 }}>
            <TextLink to="/employees/$number" params={{ number: employee.number }} size="sm" fw={600}>
              {nameOf(employee)}
            </TextLink>
            <Text size="xs" c="dimmed">
              {readableValue(values.jobTitle)}
            </Text>
          </div>
        </Group>
      </Table.Td>
      <Table.Td visibleFrom="sm">{readableValue(values.department)}</Table.Td>
      <Table.Td visibleFrom="md">{readableValue(values.location)}</Table.Td>
      <Table.Td visibleFrom="md">{readableValue(values.hireDate)}</Table.Td>
      <Table.Td>
        {'status' in values ? (
          <StateBadge color={active ? 'teal' : 'gray'} label={readableValue(values.status)} />
        ) : (
          '–'
        )}
      </Table.Td>
    </Table.Tr>
  );
}
