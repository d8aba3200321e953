/** The three states of a document, everywhere: Draf, Final, Terkirim. */
export type DocumentState = 'draft' | 'final' | 'sent';
