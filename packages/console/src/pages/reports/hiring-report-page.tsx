import type { HiringReport, HiringReportPart, HiringReportQuery } from '@joinery/sdk';
import {
  Button,
  Group,
  Paper,
  SegmentedControl,
  Select,
  SimpleGrid,
  Stack,
  Table,
  TextInput,
} from '@mantine/core';
import { IconChartBar, IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api.ts';
import { Blank } from '../../ui/blank.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { jobsQuery } from '../jobs/jobs.queries.ts';
import { hiringReportQuery } from './hiring-report.queries.ts';
import { FunnelChart, GroupChart, StageChart } from './report-charts.tsx';
import { type Grouping, groupings, groupRows, shareOf, stageName, timeWords } from './report-words.ts';

const route = getRouteApi('/signed-in/hiring-report');

export function HiringReportPage() {
  const { from, to, job } = route.useSearch();
  const query: HiringReportQuery = { ...(from && { from }), ...(to && { to }), ...(job && { jobId: job }) };
  const report = useQuery(hiringReportQuery(query));
  return (
    <Page
      title="Hiring report"
      description="Applications of a period: how far they came, and how long it took."
    >
      <Filters report={report.data} />
      {report.error && (
        <ProblemAlert
          error={report.error}
          title="The report could not be made"
          onRetry={() => report.refetch()}
        />
      )}
      {report.isPending && (
        <Paper>
          <LoadingRows />
        </Paper>
      )}
      {report.data && <Report report={report.data} query={query} />}
    </Page>
  );
}

/** The days that the report has taken stand in the fields until others are chosen. */
function Filters({ report }: { report: HiringReport | undefined }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const jobs = useQuery(jobsQuery).data ?? [];
  const change = (name: keyof typeof search, value: string) => {
    const { [name]: _, ...others } = search;
    void navigate({ search: value === '' ? others : { ...others, [name]: value }, replace: true });
  };
  // Where the days do not fit there is no report: the other field, which is perhaps being typed into, stays.
  const [known, setKnown] = useState(report);
  if (report !== undefined && report !== known) setKnown(report);
  const days = { from: search.from ?? known?.from ?? '', to: search.to ?? known?.to ?? '' };
  return (
    <Group gap="sm" align="end">
      {(['from', 'to'] as const).map((name) => (
        <TextInput
          key={`${name} ${days[name]}`}
          type="date"
          label={name === 'from' ? 'Applied from' : 'to'}
          defaultValue={days[name]}
          onBlur={(event) => {
            const { value } = event.currentTarget;
            if (value !== days[name]) change(name, value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
          }}
          w={160}
        />
      ))}
      <Select
        label="Job"
        placeholder="All jobs"
        clearable
        searchable
        data={jobs.map(({ id, title, number }) => ({ value: id, label: `${title} (${number})` }))}
        value={search.job ?? null}
        onChange={(value) => change('job', value ?? '')}
        style={{ flex: '1 1 12rem' }}
        maw={320}
      />
    </Group>
  );
}

function Report({ report, query }: { report: HiringReport; query: HiringReportQuery }) {
  if (report.total.applied === 0)
    return (
      <Paper>
        <Blank icon={<IconChartBar size={26} />} title="Nobody applied in this period">
          Choose other days, or another job.
        </Blank>
      </Paper>
    );
  const { rejected, withdrawn } = report.total;
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Panel
          title="How far they came"
          description={`Whoever came further counts for what is before it. ${rejected} are rejected, ${withdrawn} withdrew.`}
        >
          <FunnelChart funnel={report.total} />
        </Panel>
        <Panel
          title="Time in each stage"
          description="Of those who have left it: half, and nine of ten, within."
        >
          <StageChart stages={report.stages} />
        </Panel>
      </SimpleGrid>
      <Groups report={report} query={query} />
      <Stages report={report} query={query} />
    </Stack>
  );
}

function Groups({ report, query }: { report: HiringReport; query: HiringReportQuery }) {
  const [grouping, setGrouping] = useState<Grouping>('jobs');
  const rows = groupRows(report, grouping);
  const one = groupings.find(({ value }) => value === grouping)?.one;
  return (
    <Panel
      flush
      title="Where they came from and to"
      actions={
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label="Grouped"
            data={groupings}
            value={grouping}
            onChange={(value) => setGrouping(value as Grouping)}
          />
          <Download part={grouping} query={query} />
        </Group>
      }
    >
      <GroupChart rows={rows} />
      <Table.ScrollContainer minWidth={680}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{one}</Table.Th>
              {['Applied', 'Considered', 'Offered', 'Hired', 'Rejected', 'Withdrew'].map((title) => (
                <Table.Th key={title} ta="right">
                  {title}
                </Table.Th>
              ))}
              <Table.Th ta="right">Hired of applied</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.key}>
                <Table.Td miw={140} style={{ overflowWrap: 'anywhere' }}>
                  {row.name}
                </Table.Td>
                <Table.Td ta="right">{row.applied}</Table.Td>
                <Table.Td ta="right">{row.considered}</Table.Td>
                <Table.Td ta="right">{row.offered}</Table.Td>
                <Table.Td ta="right">{row.hired}</Table.Td>
                <Table.Td ta="right">{row.rejected}</Table.Td>
                <Table.Td ta="right">{row.withdrawn}</Table.Td>
                <Table.Td ta="right">{shareOf(row.hired, row)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

function Stages({ report, query }: { report: HiringReport; query: HiringReportQuery }) {
  return (
    <Panel
      flush
      title="Stages"
      description="How often each was entered, and how many stand there now."
      actions={<Download part="stages" query={query} />}
    >
      <Table.ScrollContainer minWidth={520}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Stage</Table.Th>
              {['Entered', 'Standing', 'Half within', '90 % within'].map((title) => (
                <Table.Th key={title} ta="right">
                  {title}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {report.stages.map((stage) => (
              <Table.Tr key={stage.stageId}>
                <Table.Td>{stageName(stage, report.stages)}</Table.Td>
                <Table.Td ta="right">{stage.entered}</Table.Td>
                <Table.Td ta="right">{stage.standing}</Table.Td>
                <Table.Td ta="right">{timeWords(stage.medianHours)}</Table.Td>
                <Table.Td ta="right">{timeWords(stage.p90Hours)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

function Download({ part, query }: { part: HiringReportPart; query: HiringReportQuery }) {
  return (
    <Button
      component="a"
      href={api.hiringReport.csvUrl(part, query)}
      variant="default"
      size="xs"
      leftSection={<IconDownload size={15} aria-hidden />}
    >
      CSV
    </Button>
  );
}
