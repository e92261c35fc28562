import type { Attachment, Candidate } from '@joinery/sdk';
import { Anchor, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconDownload, IconFileText } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { api } from '../../api.ts';
import { Moment } from '../../ui/moment.tsx';
import { fileSize } from '../../ui/names.ts';
import { Panel } from '../../ui/panel.tsx';
import { attachmentsByUse, isGiven } from './attachments.ts';
import { DocumentNotes, DocumentText } from './document-view.tsx';
import { FetchNote } from './fetch-note.tsx';

const PdfView = lazy(() => import('../../ui/pdf-view.tsx').then(({ PdfView }) => ({ default: PdfView })));

/** The newest résumé, page by page, and every other file of the candidate. */
export function ResumePanel({ attachments, resumeFetch }: Pick<Candidate, 'attachments' | 'resumeFetch'>) {
  const { resumes, others } = attachmentsByUse(attachments);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const shown = resumes.find((file) => file.fileId === chosenId) ?? resumes[0];
  const rest = [...resumes.filter((file) => file !== shown), ...others];

  return (
    <Panel
      title="Résumé"
      description={shown && <FileFacts file={shown} />}
      actions={shown && isGiven(shown) && <Download file={shown} />}
    >
      <FetchNote resumeFetch={resumeFetch} hasResume={shown !== undefined} />
      {!shown && resumeFetch === null && (
        <Text size="sm" c="dimmed">
          No résumé has been handed in.
        </Text>
      )}
      {shown && <DocumentNotes file={shown} />}
      {shown && isGiven(shown) && shown.contentType === 'application/pdf' && (
        <Suspense fallback={<Skeleton height={420} />}>
          <PdfView
            key={shown.fileId}
            address={api.files.urlOf(shown.fileId)}
            label={`Résumé ${shown.name}`}
          />
        </Suspense>
      )}
      {shown && isGiven(shown) && shown.contentType !== 'application/pdf' && (
        <DocumentText key={shown.fileId} file={shown} />
      )}
      {rest.length > 0 && (
        <Stack gap={4} mt="md">
          <Text size="xs" fw={600} c="dimmed">
            Other files
          </Text>
          {rest.map((file) => (
            <Group key={file.fileId} gap="xs" wrap="nowrap">
              <IconFileText size={16} aria-hidden />
              {resumes.includes(file) ? (
                <Anchor component="button" type="button" size="sm" onClick={() => setChosenId(file.fileId)}>
                  {file.name}
                </Anchor>
              ) : (
                <Anchor href={api.files.urlOf(file.fileId)} download={file.name} size="sm">
                  {file.name}
                </Anchor>
              )}
              <Text size="xs" c="dimmed">
                {fileSize(file.bytes)}
              </Text>
            </Group>
          ))}
        </Stack>
      )}
    </Panel>
  );
}

function FileFacts({ file }: { file: Attachment }) {
  return (
    <span style={{ overflowWrap: 'anywhere' }}>
      {file.name} · {fileSize(file.bytes)} · <Moment value={file.createdAt} />
    </span>
  );
}

function Download({ file }: { file: Attachment }) {
  return (
    <Button
      component="a"
      href={api.files.urlOf(file.fileId)}
      download={file.name}
      variant="default"
      size="xs"
      leftSection={<IconDownload size={15} aria-hidden />}
    >
      Download
    </Button>
  );
}
