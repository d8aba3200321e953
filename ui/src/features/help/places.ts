/** Which page of the guide speaks of which screen. */
import type { Route, SettingsSection } from '../../app/route.svelte';
import type { HelpPage } from './names';

export function pageOf(place: Route): HelpPage {
  switch (place.area) {
    case 'home':
      return 'mulai';
    case 'recovery':
      return 'kata-sandi';
    case 'staff':
    case 'person':
    case 'newcomer':
      return 'atasan';
    case 'import':
      return 'impor';
    case 'plan':
      return 'rencana';
    case 'evaluation':
      return 'evaluasi';
    case 'print':
      return 'cetak';
    case 'papers':
    case 'objection':
    case 'check':
      return 'tanda-tangan';
    case 'sending':
    case 'versions':
      return 'cadangan';
    case 'settings':
      return pageOfSection(place.section);
    case 'help':
      return place.page ?? 'mulai';
  }
}

function pageOfSection(section: SettingsSection | undefined): HelpPage {
  switch (section) {
    case 'pengguna':
      return 'kata-sandi';
    case 'cetakan':
      return 'cetak';
    case 'cadangan':
      return 'cadangan';
    case 'tentang':
      return 'masalah';
    case 'kantor':
    case 'tampilan':
    case undefined:
      return 'mulai';
  }
}
