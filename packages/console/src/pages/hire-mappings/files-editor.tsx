import type { MappingDefinition, MappingFile } from '@joinery/sdk';
import { Checkbox, Group, Stack, Text, TextInput } from '@mantine/core';
import { fileWords } from './mapping-words.ts';

interface FilesEditorProps {
  definition: MappingDefinition;
  mayEdit: boolean;
  onChange: (definition: MappingDefinition) => void;
}

const kinds = Object.keys(fileWords) as MappingFile['kind'][];

/** Which documents go along, and into which category there. */
export function FilesEditor({ definition, mayEdit, onChange }: FilesEditorProps) {
  const { files } = definition;
  const put = (file: MappingFile) =>
    onChange({ ...definition, files: [...files.filter(({ kind }) => kind !== file.kind), file] });
  const drop = (kind: string) =>
    onChange({ ...definition, files: files.filter((file) => file.kind !== kind) });
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        Documents
      </Text>
      {kinds.map((kind) => {
        const file = files.find((candidate) => candidate.kind === kind);
        return (
          <Group key={kind} gap="sm" mih={36}>
            <Checkbox
              label={fileWords[kind]}
              w={190}
              disabled={!mayEdit}
              checked={file !== undefined}
              onChange={({ currentTarget }) =>
                currentTarget.checked ? put({ kind, category: null }) : drop(kind)
              }
            />
            {file !== undefined && (
              <TextInput
                aria-label={`Category for: ${fileWords[kind]}`}
                placeholder="A category whose name fits"
                flex={1}
                miw={200}
                maw={320}
                disabled={!mayEdit}
                value={file.category ?? ''}
                onChange={({ currentTarget }) => put({ kind, category: currentTarget.value || null })}
              />
            )}
          </Group>
        );
      })}
    </Stack>
  );
}
