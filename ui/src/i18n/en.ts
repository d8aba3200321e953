import type { Catalogue } from './id';

export const en: Catalogue = {
  'welcome.title': 'Welcome.',
  'welcome.lead': 'Judge from close by. Everything is kept on this laptop; no internet is needed.',
  'language.other': 'Bahasa Indonesia',
  'failure.title': 'It could not be opened yet.',
  'failure.shell.unreachable': 'The application does not answer. Close this window and open Tilik again.',
  'failure.other': 'Something did not work ({code}). Write this code down and tell your operator.',
};
