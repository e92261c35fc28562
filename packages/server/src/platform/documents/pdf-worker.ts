import { parentPort } from 'node:worker_threads';
import { getDocumentProxy, getResolvedPDFJS } from 'unpdf';
import type { PdfVerdict } from './pdf.ts';

// Told first, so that no document pays for the loading.
await getResolvedPDFJS();
parentPort?.postMessage('ready');
parentPort?.on('message', async (file: Uint8Array) => {
  parentPort?.postMessage(await judge(file));
});

async function judge(file: Uint8Array): Promise<PdfVerdict> {
  try {
    const document = await getDocumentProxy(file, { useSystemFonts: false, verbosity: 0 });
    const pages = document.numPages;
    await document.getPage(1);
    await document.loadingTask.destroy();
    return { kind: 'sound', pages };
  } catch (error) {
    return { kind: (error as Error).name === 'PasswordException' ? 'encrypted' : 'broken' };
  }
}
