import type { Catalogue } from './id';

export const en: Catalogue = {
  'language.other': 'Bahasa Indonesia',
  'welcome.title': 'Welcome.',
  'welcome.lead': 'Everything is kept on this laptop. No internet is needed.',
  'welcome.opening': 'The office is being opened.',
  'office.staff': 'staff',
  'office.skps': 'SKPs',
  'office.closed': 'of {all} evaluations closed',
  'failure.title': 'The office could not be opened.',
  'failure.office.not_open': 'No office is open yet. Start Tilik with the folder and the passphrase of an office.',
  'failure.shell.misread': 'The answer of the application could not be read ({field}). Install Tilik again; the data of the office is unchanged.',
  'failure.shell.unreachable': 'The application does not answer. Close this window and open Tilik again.',
  'failure.other': 'Something did not work. Tell your operator the code {code}.',
};
