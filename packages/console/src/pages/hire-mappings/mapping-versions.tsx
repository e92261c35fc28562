import type { HireMappingVersion, MappingDefinition } from '@joinery/sdk';
import { Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { LoadMore } from '../../ui/load-more.tsx';
import { LoadingRows } from '../../ui/loading-rows.tsx';
import { Moment } from '../../ui/moment.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { mappingVersionsQuery } from './hire-mappings.queries.ts';
import { changeWords } from './mapping-words.ts';

interface MappingVersionsProps {
  connectionId: string;
  opened: boolean;
  onClose: () => void;
  /** Puts the rules of a version into the editor; absent for who may only look. */
  onRestore: ((definition: MappingDefinition) => void) | undefined;
}

/** Who made which version, and what was different. */
export function MappingVersions({ connectionId, opened, onClose, onRestore }: MappingVersionsProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Versions" size="lg">
      <VersionList
        connectionId={connectionId}
        onRestore={
          onRestore &&
          ((definition) => {
            onRestore(definition);
            onClose();
          })
        }
      />
    </Modal>
  );
}

function VersionList({ connectionId, onRestore }: Pick<MappingVersionsProps, 'connectionId' | 'onRestore'>) {
  const versions = useInfiniteQuery(mappingVersionsQuery(connectionId));
  if (versions.error)
    return (
      <ProblemAlert
        error={versions.error}
        title="The versions could not be loaded"
        onRetry={() => versions.refetch()}
      />
    );
  if (!versions.data) return <LoadingRows rows={3} height={48} />;
  const items = versions.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Text size="sm">Nobody has changed the mapping.</Text>;
  return (
    <Stack gap="md">
      {items.map((version, at) => (
        <Version key={version.version} version={version} onRestore={at === 0 ? undefined : onRestore} />
      ))}
      <LoadMore shown={items.length} noun="versions" {...versions} />
    </Stack>
  );
}

function Version({
  version: { version, createdBy, createdAt, changes, definition },
  onRestore,
}: {
  version: HireMappingVersion;
  onRestore: MappingVersionsProps['onRestore'];
}) {
  return (
    <div>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>
          Version {version}, by {createdBy}, <Moment value={createdAt} />
        </Text>
        {onRestore && (
          <Button variant="default" size="compact-xs" onClick={() => onRestore(definition)}>
            Take these rules
          </Button>
        )}
      </Group>
      <List size="sm">
        {changes.map((change) => (
          <List.Item key={change.part} style={{ overflowWrap: 'anywhere' }}>
            {changeWords(change)}
          </List.Item>
        ))}
      </List>
    </div>
  );
}
