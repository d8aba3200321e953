/** Which page of the guide speaks of which screen. */
import type { Route } from '../../app/route.svelte';
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
    case 'settings':
      return place.section === 'cadangan' ? 'cadangan' : 'kata-sandi';
    case 'help':
      return place.page ?? 'mulai';
  }
}
