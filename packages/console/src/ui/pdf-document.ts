// The only door to pdf.js. Its worker, fonts and character maps come from this server; documents
// cannot run scripts, because pdf.js runs them only inside its own viewer, which is not part of this.
import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { useEffect, useState } from 'react';

GlobalWorkerOptions.workerSrc = workerUrl;

export type { PDFDocumentProxy, PDFPageProxy };

interface PdfState {
  document: PDFDocumentProxy | null;
  error: unknown;
}

const resources = {
  cMapUrl: '/pdfjs/cmaps/',
  standardFontDataUrl: '/pdfjs/standard_fonts/',
  wasmUrl: '/pdfjs/wasm/',
  // WebAssembly would need 'wasm-unsafe-eval' in the Content-Security-Policy; the slower decoders do not.
  useWasm: false,
  disableRange: true,
  verbosity: 0,
};

/** Opens the document at `address` and closes it when the page is left. */
export function usePdf(address: string): PdfState {
  const [state, setState] = useState<PdfState>({ document: null, error: null });
  useEffect(() => {
    let left = false;
    const task = getDocument({ url: address, ...resources });
    task.promise.then(
      (document) => !left && setState({ document, error: null }),
      (error: unknown) => !left && setState({ document: null, error }),
    );
    return () => {
      left = true;
      void task.destroy();
    };
  }, [address]);
  return state;
}

/** The words of a page, for those who do not see the canvas. */
export async function textOf(page: PDFPageProxy): Promise<string> {
  const { items } = await page.getTextContent();
  return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
}
