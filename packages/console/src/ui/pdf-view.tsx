import { ActionIcon, Alert, Group, Skeleton, Text, Tooltip } from '@mantine/core';
import {
  IconChevronLeft,
  IconChevronRight,
  IconFileAlert,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { usePdf } from './pdf-document.ts';
import { PdfPage } from './pdf-page.tsx';
import classes from './pdf-view.module.css';

const zooms = [0.5, 0.75, 1, 1.25, 1.5, 2, 3] as const;
const fitZoom = zooms.indexOf(1);

/** A PDF, one page at a time. At 100 % a page is as wide as the view. */
export function PdfView({ address, label }: { address: string; label: string }) {
  const { document, error } = usePdf(address);
  const [pageNumber, setPageNumber] = useState(1);
  const [zoomIndex, setZoomIndex] = useState(fitZoom);
  const zoom = zooms[zoomIndex] ?? 1;

  if (error) {
    return (
      <Alert color="yellow" icon={<IconFileAlert size={18} />} title="This PDF cannot be shown" role="alert">
        {error instanceof Error ? error.message : 'The file could not be read.'} Download it to open it with
        another program.
      </Alert>
    );
  }
  if (!document) return <Skeleton height={420} aria-label="Loading the résumé" />;
  return (
    <section aria-label={label}>
      <Group justify="space-between" className={classes.toolbar ?? ''}>
        <Group gap={4}>
          <Tool
            label="Previous page"
            disabled={pageNumber <= 1}
            onClick={() => setPageNumber(pageNumber - 1)}
          >
            <IconChevronLeft size={17} aria-hidden />
          </Tool>
          <Text size="sm" aria-live="polite">
            Page {pageNumber} of {document.numPages}
          </Text>
          <Tool
            label="Next page"
            disabled={pageNumber >= document.numPages}
            onClick={() => setPageNumber(pageNumber + 1)}
          >
            <IconChevronRight size={17} aria-hidden />
          </Tool>
        </Group>
        <Group gap={4}>
          <Tool label="Zoom out" disabled={zoomIndex === 0} onClick={() => setZoomIndex(zoomIndex - 1)}>
            <IconZoomOut size={17} aria-hidden />
          </Tool>
          <Text size="sm" miw={44} ta="center" style={{ whiteSpace: 'nowrap' }}>
            {Math.round(zoom * 100)} %
          </Text>
          <Tool
            label="Zoom in"
            disabled={zoomIndex === zooms.length - 1}
            onClick={() => setZoomIndex(zoomIndex + 1)}
          >
            <IconZoomIn size={17} aria-hidden />
          </Tool>
        </Group>
      </Group>
      <PdfPage document={document} pageNumber={pageNumber} zoom={zoom} label={label} />
    </section>
  );
}

interface ToolProps {
  label: string;
  disabled: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Tool({ label, disabled, onClick, children }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={disabled} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
