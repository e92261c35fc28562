import type { HireMappingPreview, MappingDefinition } from '@joinery/sdk';
import { Alert, Select, Stack, Table, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { recentApplicationsQuery } from './hire-mappings.queries.ts';
import { targetName } from './mapping-words.ts';

interface MappingPreviewProps {
  connectionId: string;
  /** Rules that are not saved; absent, the saved ones are tried. */
  draft: MappingDefinition | undefined;
}

/** What the rules make of an application. Nothing is sent. */
export function MappingPreview({ connectionId, draft }: MappingPreviewProps) {
  const [applicationId, setApplicationId] = useState<string | null>(null);
  const applications = useQuery(recentApplicationsQuery);
  const preview = useQuery({
    queryKey: ['connections', connectionId, 'hire-mapping', 'preview', applicationId, draft],
    queryFn: () =>
      api.connections.previewHireMapping(connectionId, {
        applicationId: applicationId ?? '',
        ...(draft !== undefined && { definition: draft }),
      }),
    enabled: applicationId !== null,
    placeholderData: keepPreviousData,
  });
  return (
    <Stack gap="sm">
      <Select
        label="Try it on an application"
        description="Shows what would be sent; nothing is"
        placeholder="Choose an application"
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'No application' }}
        maw={420}
        data={(applications.data ?? []).map(({ id, candidateName, jobTitle }) => ({
          value: id,
          label: `${candidateName} · ${jobTitle}`,
        }))}
        value={applicationId}
        onChange={setApplicationId}
      />
      {preview.error && <ProblemAlert error={preview.error} title="It could not be tried" />}
      {applicationId !== null && preview.data && !preview.error && <Outcome preview={preview.data} />}
    </Stack>
  );
}

function Outcome({ preview: { fields, from, problems } }: { preview: HireMappingPreview }) {
  const { other = {}, ...plain } = fields;
  const values = [
    ...Object.entries(plain),
    ...Object.entries(other).map(([alias, value]) => [`other.${alias}`, value] as const),
  ];
  const unfit = problems.filter(({ kind }) => kind === 'unfit');
  const blank = problems.filter(({ kind }) => kind === 'blank');
  return (
    <Stack gap="sm">
      {unfit.length > 0 && (
        <Alert color="orange" title="Not sent" role="status">
          {unfit.map(({ field, message }) => (
            <Text key={field} size="sm">
              {targetName(field)}: {message}
            </Text>
          ))}
        </Alert>
      )}
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Field</Table.Th>
            <Table.Th>Sent</Table.Th>
            <Table.Th>Comes from</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {values.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Td>{targetName(name)}</Table.Td>
              <Table.Td fw={600} style={{ overflowWrap: 'anywhere' }}>
                {value}
              </Table.Td>
              <Table.Td c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {from[name]}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {blank.length > 0 && (
        <Text size="sm" c="dimmed">
          Nothing is known for: {blank.map(({ field }) => targetName(field)).join(' · ')}
        </Text>
      )}
    </Stack>
  );
}
