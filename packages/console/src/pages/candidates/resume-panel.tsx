import type { Attachment, Candidate } from '@joinery/sdk';
import { Anchor, Button, FileButton, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconDownload, IconFileText, IconUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { api } from '../../api.ts';
import { Moment } from '../../ui/moment.tsx';
import { fileSize } from '../../ui/names.ts';
import { notifyDone, notifyProblem } from '../../ui/notify.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RemoveFile } from '../../ui/remove-file.tsx';
import { useSession } from '../session/session.queries.ts';
import { attachmentsByUse, documentTypes, isGiven } from './attachments.ts';
import { DocumentNotes, DocumentText } from './document-view.tsx';
import { FetchNote } from './fetch-note.tsx';

const PdfView = lazy(() => import('../../ui/pdf-view.tsx').then(({ PdfView }) => ({ default: PdfView })));

/** The newest résumé, page by page, and every other file of the candidate. */
export function ResumePanel({ candidate: { id, attachments, resumeFetch } }: { candidate: Candidate }) {
  const { resumes, others } = attachmentsByUse(attachments);
  const { hiring } = useSession().access;
  const mayAdd = hiring.candidates === 'edit';
  const mayRemove = (file: Attachment) => mayAdd && (file.kind !== 'offer' || hiring.hires === 'edit');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const shown = resumes.find((file) => file.fileId === chosenId) ?? resumes[0];
  const rest = [...resumes.filter((file) => file !== shown), ...others];

  return (
    <Panel
      title="Résumé"
      description={shown && <FileFacts file={shown} />}
      actions={
        <Group gap="xs">
          {mayAdd && <AddFile candidateId={id} use="resume" />}
          {shown && isGiven(shown) && <Download file={shown} />}
          {shown && mayRemove(shown) && <RemoveDocument candidateId={id} file={shown} />}
        </Group>
      }
    >
      <FetchNote resumeFetch={resumeFetch} hasResume={shown !== undefined} />
      {!shown && (resumeFetch === null || resumeFetch.state === 'done') && (
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
      {(rest.length > 0 || mayAdd) && (
        <Stack gap={4} mt="md">
          <Group justify="space-between" gap="xs">
            <Text size="xs" fw={600} c="dimmed">
              Other files
            </Text>
            {mayAdd && (
              <Group gap={4}>
                <AddFile candidateId={id} use="coverLetter" />
                <AddFile candidateId={id} use="file" />
              </Group>
            )}
          </Group>
          {rest.map((file) => (
            <Group key={file.fileId} gap="xs" wrap="nowrap">
              <IconFileText size={16} aria-hidden />
              <OtherFile
                file={file}
                {...(resumes.includes(file) && { onShow: () => setChosenId(file.fileId) })}
              />
              {mayRemove(file) && <RemoveDocument candidateId={id} file={file} />}
            </Group>
          ))}
        </Stack>
      )}
    </Panel>
  );
}

const withheld = { held: 'waits to be scanned', infected: 'a virus was found in it' } as const;

function OtherFile({ file, onShow }: { file: Attachment; onShow?: () => void }) {
  const { scanState } = file;
  const name = { size: 'sm', style: { overflowWrap: 'anywhere' } } as const;
  return (
    <>
      {onShow ? (
        <Anchor component="button" type="button" ta="start" {...name} onClick={onShow}>
          {file.name}
        </Anchor>
      ) : isGiven(file) ? (
        <Anchor href={api.files.urlOf(file.fileId)} download={file.name} {...name}>
          {file.name}
        </Anchor>
      ) : (
        <Text {...name}>{file.name}</Text>
      )}
      <Text size="xs" c="dimmed" style={{ flexShrink: 0 }}>
        {scanState === 'held' || scanState === 'infected' ? withheld[scanState] : fileSize(file.bytes)}
      </Text>
    </>
  );
}

const quiet = { variant: 'subtle', size: 'compact-xs' } as const;

const uses = {
  resume: { noun: 'résumé', input: 'Résumé to add', button: { variant: 'default', size: 'xs' } },
  coverLetter: { noun: 'cover letter', input: 'Cover letter to add', button: quiet },
  file: { noun: 'file', input: 'File to add', button: quiet },
} as const;

function AddFile({ candidateId, use }: { candidateId: string; use: keyof typeof uses }) {
  const client = useQueryClient();
  const { noun, input, button } = uses[use];
  const add = useMutation({
    mutationFn: (file: File) => api.candidates.attach(candidateId, { [use]: file }),
    onSuccess: () => notifyDone(`The ${noun} was added.`),
    onError: (error) => notifyProblem(`The ${noun} was not added`, error),
    onSettled: () => client.invalidateQueries({ queryKey: ['candidates'] }),
  });
  return (
    <FileButton
      accept={documentTypes}
      onChange={(file) => file && add.mutate(file)}
      inputProps={{ 'aria-label': input }}
    >
      {(props) => (
        <Button
          {...props}
          {...button}
          loading={add.isPending}
          leftSection={<IconUpload size={15} aria-hidden />}
        >
          Add a {noun}
        </Button>
      )}
    </FileButton>
  );
}

function RemoveDocument({ candidateId, file }: { candidateId: string; file: Attachment }) {
  return (
    <RemoveFile
      name={file.name}
      title="Remove the document?"
      remove={() => api.candidates.removeAttachment(candidateId, file.fileId)}
      queryKey={['candidates']}
    >
      {file.name} is removed for good, and so is the text that was read from it. If it answers a question of
      an application, that answer goes, too.
    </RemoveFile>
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
