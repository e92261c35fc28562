import { Text, VisuallyHidden } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { type PDFDocumentProxy, type PDFPageProxy, textOf } from './pdf-document.ts';
import classes from './pdf-view.module.css';

interface PdfPageProps {
  document: PDFDocumentProxy;
  pageNumber: number;
  zoom: number;
  label: string;
}

const maxPixelRatio = 2;

/** Draws one page, as sharp as the screen shows it, and offers its words to screen readers. */
export function PdfPage({ document, pageNumber, zoom, label }: PdfPageProps) {
  const { ref: sizeRef, width } = useElementSize();
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [words, setWords] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    if (width === 0) return;
    let left = false;
    let stop = () => {};
    const draw = async () => {
      const page = await document.getPage(pageNumber);
      if (left || !canvas.current) return;
      if (canvas.current.dataset.drawn !== String(pageNumber)) scroller.current?.scrollTo({ top: 0 });
      const task = drawPage(page, canvas.current, width * zoom);
      stop = () => task.cancel();
      await task.promise;
      const text = await textOf(page);
      if (left) return;
      setWords(text);
      setProblem(null);
      if (canvas.current) canvas.current.dataset.drawn = String(pageNumber);
    };
    draw().catch((error: unknown) => {
      if (!left) setProblem(error instanceof Error ? error.message : 'This page could not be drawn.');
    });
    return () => {
      left = true;
      stop();
    };
  }, [document, pageNumber, zoom, width]);

  return (
    <section
      ref={useMergedRef(sizeRef, scroller)}
      className={classes.scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={`${label}, page ${pageNumber}`}
    >
      {problem && (
        <Text size="sm" c="red" role="alert">
          {problem}
        </Text>
      )}
      <canvas ref={canvas} className={classes.canvas} />
      <VisuallyHidden>{words}</VisuallyHidden>
    </section>
  );
}

function drawPage(page: PDFPageProxy, canvas: HTMLCanvasElement, cssWidth: number) {
  const scale = cssWidth / page.getViewport({ scale: 1 }).width;
  const ratio = Math.min(window.devicePixelRatio || 1, maxPixelRatio);
  const viewport = page.getViewport({ scale: scale * ratio });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  canvas.style.width = `${Math.floor(viewport.width / ratio)}px`;
  canvas.style.height = `${Math.floor(viewport.height / ratio)}px`;
  return page.render({ canvas, viewport });
}
