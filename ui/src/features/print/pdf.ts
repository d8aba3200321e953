/**
 * pdf.js behind what a preview needs of it. It is large, so it comes only with this screen, and works on a thread of its own.
 *
 * The window's content policy lets no text become code and no picture of a thread be made: the worker is a file, and pdf.js is told to do without the rest.
 */
import type { PDFDocumentProxy, PDFWorker } from 'pdfjs-dist';
import { partMissing } from '../../backend';
import WorkerThread from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker';

type Library = typeof import('pdfjs-dist/legacy/build/pdf.mjs');

interface Tools {
  readonly library: Library;
  readonly worker: PDFWorker;
}

/** Drawing that is under way. */
interface Drawing {
  readonly done: Promise<HTMLCanvasElement>;
  stop(): void;
}

/** Opens PDFs, one thread for all of them. */
export class Reader {
  private readonly thread = new WorkerThread();
  /** Rejects where the thread cannot work. */
  private readonly broken = new Promise<never>((_, reject) => this.thread.addEventListener('error', ({ message }) => reject(new Error(message))));
  private tools: Promise<Tools> | undefined;

  constructor() {
    // What does not work is said to whoever opens a file.
    this.broken.catch(() => {});
    this.ready().catch(() => {});
  }

  private ready(): Promise<Tools> {
    this.tools ??= this.load().catch((thrown: unknown) => {
      // The next one who asks tries again.
      this.tools = undefined;
      throw thrown;
    });
    return this.tools;
  }

  private async load(): Promise<Tools> {
    // The legacy build brings along what an older web view lacks.
    const library = await import('pdfjs-dist/legacy/build/pdf.mjs').catch((thrown: unknown) => {
      throw partMissing(thrown);
    });
    return { library, worker: library.PDFWorker.create({ port: this.thread }) };
  }

  /** The bytes are handed over and can be used no more. */
  async open(bytes: Uint8Array<ArrayBuffer>): Promise<Pdf> {
    const { library, worker } = await this.ready();
    const opening = library.getDocument({ data: bytes, worker, isEvalSupported: false, useWasm: false, useSystemFonts: false });
    const document = await Promise.race([opening.promise, this.broken]);
    return new Pdf(document, await namesOf(document), await isWide(document, 1));
  }

  close(): void {
    const end = () => this.thread.terminate();
    if (this.tools) this.tools.then(({ worker }) => worker.destroy()).then(end, end);
    else end();
  }
}

export class Pdf {
  constructor(
    private readonly document: PDFDocumentProxy,
    /** Whose sheet a page belongs to, by the file's own bookmarks. */
    readonly names: readonly string[],
    /** Whether the first page lies on its side. */
    readonly isWide: boolean,
  ) {}

  /** Whether a page, counted from 1, lies on its side. */
  lies(number: number): Promise<boolean> {
    return isWide(this.document, number);
  }

  get pages(): number {
    return this.document.numPages;
  }

  /** Draws a page, counted from 1, on a new canvas so many pixels wide. */
  draw(number: number, width: number): Drawing {
    let stopped = false;
    let stop = () => {};
    const draw = async () => {
      const page = await this.document.getPage(number);
      const viewport = page.getViewport({ scale: width / page.getViewport({ scale: 1 }).width });
      const canvas = document.createElement('canvas');
      canvas.width = Math.floor(viewport.width);
      canvas.height = Math.floor(viewport.height);
      const task = page.render({ canvas, viewport });
      stop = () => task.cancel();
      if (stopped) stop();
      try {
        await task.promise;
        return canvas;
      } catch (thrown) {
        // Its pixels go at once, not when memory is tidied.
        canvas.width = 0;
        throw thrown;
      } finally {
        page.cleanup();
      }
    };
    return {
      done: draw(),
      stop: () => {
        stopped = true;
        stop();
      },
    };
  }

  close(): void {
    void this.document.loadingTask.destroy();
  }
}

async function isWide(document: PDFDocumentProxy, number: number): Promise<boolean> {
  const { width, height } = (await document.getPage(number)).getViewport({ scale: 1 });
  return width > height;
}

/** Each page has the name of the last bookmark at or before it. */
async function namesOf(document: PDFDocumentProxy): Promise<string[]> {
  const names = Array<string>(document.numPages).fill('');
  for (const { title, dest } of (await document.getOutline()) ?? []) {
    const place = typeof dest === 'string' ? await document.getDestination(dest) : dest;
    const page: unknown = place?.[0];
    const at = typeof page === 'number' ? page : page ? await document.getPageIndex(page as { num: number; gen: number }) : 0;
    names.fill(title, at);
  }
  return names;
}
