import type { Attachment } from '@joinery/sdk';
import { Alert, Anchor, Code, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconVirus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { warningsOf } from './attachments.ts';
import { documentTextQuery } from './candidates.queries.ts';

/** What to know of a document before it is trusted. */
export function DocumentNotes({ file }: { file: Attachment }) {
  const warnings = warningsOf(file);
  return (
    <Stack gap="xs" mb="sm">
      {file.scanState === 'infected' && (
        <Alert color="red" icon={<IconVirus size={18} />} title="A virus was found in this document">
          Nobody gets it. Ask the candidate for another one.
        </Alert>
      )}
      {file.scanState === 'held' && (
        <Alert color="yellow" icon={<IconVirus size={18} />} title="This document waits to be scanned">
          It is shown once the scanner of viruses has looked at it.
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert color="yellow" icon={<IconAlertTriangle size={18} />} title="Look at this document with care">
          {warnings.join(' ')}
          {file.flags?.includes('hidden_text') && <HiddenText file={file} />}
        </Alert>
      )}
      {file.scanState === 'not_scanned' && (
        <Text size="xs" c="dimmed">
          Not scanned for viruses: no scanner was set up when it came.
        </Text>
      )}
    </Stack>
  );
}

function HiddenText({ file }: { file: Attachment }) {
  const { data } = useQuery(documentTextQuery(file.fileId));
  if (!data || data.hiddenText === '') return null;
  return (
    <Code block mt="xs" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: 160 }}>
      {data.hiddenText}
    </Code>
  );
}

/** The words of a document that has no pages to draw. */
export function DocumentText({ file }: { file: Attachment }) {
  const { data, error } = useQuery(documentTextQuery(file.fileId));
  if (error) {
    return (
      <Text size="sm" c="red" role="alert">
        {error.message}
      </Text>
    );
  }
  if (!data) return <Skeleton height={240} aria-label="Loading the text" />;
  if (!data.readable) {
    return (
      <Text size="sm" c="dimmed">
        This file cannot be shown here.{' '}
        <Anchor href={api.files.urlOf(file.fileId, { original: true })} download={file.name} size="sm">
          Download it as it came
        </Anchor>
        , and open it with care.
      </Text>
    );
  }
  return (
    <section aria-label={`Text of ${file.name}`}>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {data.text === '' ? 'It holds no text.' : data.text}
      </Text>
    </section>
  );
}
