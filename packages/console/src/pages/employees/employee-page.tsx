import type { Employee, EmployeeLineage } from '@joinery/sdk';
import { Alert, DataList, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { counted } from '../../ui/names.ts';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { useSession } from '../session/session.queries.ts';
import { ElsewherePage } from './elsewhere-page.tsx';
import { EmployeePhoto } from './employee-photo.tsx';
import { nameOf, readableAlias, readableValue } from './employee-values.ts';
import { employeeQuery, lineageQuery } from './employees.queries.ts';
import { FilesPanel } from './files-panel.tsx';
import { HistoryTable } from './history-table.tsx';
import { LineageHint, MirroredFrom, MissingNotice } from './lineage-hint.tsx';

const route = getRouteApi('/signed-in/employees/$number');
const back = { to: '/employees', label: 'Employees' } as const;

const sections = [
  {
    title: 'Job',
    fields: [
      'jobTitle',
      'department',
      'division',
      'location',
      'supervisor',
      'employmentHistoryStatus',
      'hireDate',
    ],
  },
  {
    title: 'Contact',
    fields: ['workEmail', 'homeEmail', 'workPhone', 'mobilePhone', 'homePhone', 'city', 'country'],
  },
  { title: 'Record', fields: ['employeeNumber', 'status', 'terminationDate', 'lastChanged'] },
] as const;
const fields = ['displayName', 'firstName', 'lastName', ...sections.flatMap((section) => section.fields)];
const tables = ['employmentStatus', 'jobInfo', 'compensation'] as const;

export function EmployeePage() {
  const { number } = route.useParams();
  const { company } = route.useSearch();
  const here = useSession().company.slug;
  return company && company !== here ? (
    <ElsewherePage number={number} company={company} />
  ) : (
    <OwnEmployee number={number} />
  );
}

function OwnEmployee({ number }: { number: number }) {
  const employee = useQuery(employeeQuery(number, fields));
  if (employee.data) return <LoadedEmployee employee={employee.data} />;
  return (
    <Page title={`Employee ${number}`} back={back}>
      {employee.error ? (
        <ProblemAlert
          error={employee.error}
          title="The employee could not be loaded"
          onRetry={() => employee.refetch()}
        />
      ) : (
        <Paper>
          <LoadingRows rows={4} height={70} />
        </Paper>
      )}
    </Page>
  );
}

function LoadedEmployee({ employee }: { employee: Employee }) {
  const { values, withheld } = employee;
  // Says only where things came from: the page stands without it.
  const lineage = useQuery(lineageQuery(employee.number)).data;
  const source = lineage?.source ?? null;
  const title = [values.jobTitle, values.department].map(readableValue).filter((text) => text !== '–');
  return (
    <Page
      title={nameOf(employee)}
      back={back}
      heading={
        'status' in values && (
          <StateBadge
            color={values.status === 'Active' ? 'teal' : 'gray'}
            label={readableValue(values.status)}
          />
        )
      }
      description={
        <>
          {[`Employee ${employee.number}`, ...title].join(' · ')}
          {source && <MirroredFrom source={source} />}
        </>
      }
    >
      <Stack gap="md">
        {source?.missingSince && <MissingNotice since={source.missingSince} />}
        <EmployeePhoto number={employee.number} name={nameOf(employee)} />
        <SimpleGrid cols={{ base: 1, md: 2, lg: 3 }} spacing="md">
          {sections.map((section) => (
            <Section
              key={section.title}
              title={section.title}
              fields={section.fields}
              values={values}
              lineage={lineage}
            />
          ))}
        </SimpleGrid>
        {withheld.length > 0 && (
          <Alert color="gray" icon={<IconEyeOff size={18} />}>
            <Text size="sm">
              Your access level hides {counted(withheld.length, 'field')} of this employee:{' '}
              {withheld.map(readableAlias).join(', ')}.
            </Text>
          </Alert>
        )}
        {tables.map((table) => (
          <HistoryTable key={table} number={employee.number} table={table} lineage={lineage} />
        ))}
        <FilesPanel number={employee.number} mirrored={source !== null} />
      </Stack>
    </Page>
  );
}

interface SectionProps {
  title: string;
  fields: readonly string[];
  values: Record<string, unknown>;
  lineage: EmployeeLineage | undefined;
}

function Section({ title, fields: names, values, lineage }: SectionProps) {
  const shown = names.filter((name) => name in values);
  return (
    <Panel title={title}>
      {shown.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing here that you may see.
        </Text>
      )}
      <DataList size="sm" gap={6} labelWidth="120px">
        {shown.map((name) => (
          <DataList.Item key={name}>
            <DataList.ItemLabel>{readableAlias(name)}</DataList.ItemLabel>
            <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>
              {readableValue(values[name])} <LineageHint lineage={lineage} name={name} />
            </DataList.ItemValue>
          </DataList.Item>
        ))}
      </DataList>
    </Panel>
  );
}
