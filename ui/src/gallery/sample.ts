/** Invented people and words for the gallery. */
import BadgeCheck from '@lucide/svelte/icons/badge-check';
import CalendarCheck from '@lucide/svelte/icons/calendar-check';
import ClipboardCheck from '@lucide/svelte/icons/clipboard-check';
import FileText from '@lucide/svelte/icons/file-text';
import Flag from '@lucide/svelte/icons/flag';
import House from '@lucide/svelte/icons/house';
import MessageSquareText from '@lucide/svelte/icons/message-square-text';
import Printer from '@lucide/svelte/icons/printer';
import Scale from '@lucide/svelte/icons/scale';
import Send from '@lucide/svelte/icons/send';
import Sprout from '@lucide/svelte/icons/sprout';
import Users from '@lucide/svelte/icons/users';
import type { NavItem, Rating, RatingOrNone } from '../components';

export const anchors: Readonly<Record<Rating, string>> = {
  below: 'Keluhan yang sama berulang; pasien menunggu tanpa penjelasan.',
  meets: 'Ramah dan cekatan; keluhan selesai hari itu juga.',
  above: 'Memperbaiki cara kerja ruangan; hasilnya dirasakan warga.',
};

export const predicates: Readonly<Record<Rating, Readonly<Record<Rating, string>>>> = {
  below: { below: 'Sangat Kurang', meets: 'Butuh Perbaikan', above: 'Butuh Perbaikan' },
  meets: { below: 'Kurang', meets: 'Baik', above: 'Baik' },
  above: { below: 'Kurang', meets: 'Baik', above: 'Sangat Baik' },
};

export const items: readonly NavItem[] = [
  { key: 'beranda', label: 'Beranda', icon: House, href: '#beranda' },
  { key: 'pegawai', label: 'Pegawai', icon: Users, href: '#pegawai' },
  { key: 'rencana', label: 'Rencana Kinerja', icon: FileText, href: '#rencana' },
  { key: 'laporan', label: 'Laporan Bulanan', icon: CalendarCheck, href: '#laporan' },
  { key: 'evaluasi', label: 'Evaluasi', icon: ClipboardCheck, href: '#evaluasi' },
  { key: 'objektivitas', label: 'Objektivitas', icon: Scale, href: '#objektivitas' },
  { key: 'suara', label: 'Suara Warga', icon: MessageSquareText, href: '#suara' },
  { key: 'karier', label: 'Pengembangan Karier', icon: Sprout, href: '#karier' },
  { key: 'cetak', label: 'Cetak & Tanda Tangan', icon: Printer, href: '#cetak' },
  { key: 'kirim', label: 'Kirim & Cadangan', icon: Send, href: '#kirim' },
];

export const low: readonly NavItem[] = [
  { key: 'pengaturan', label: 'Pengaturan', href: '#pengaturan' },
  { key: 'bantuan', label: 'Bantuan', href: '#bantuan' },
  { key: 'latihan', label: 'Mode Latihan', icon: Flag, href: '#latihan' },
];

export const seal = BadgeCheck;

export interface Person {
  readonly key: string;
  readonly no: number;
  readonly name: string;
  readonly unit: string;
  readonly results: readonly RatingOrNone[];
  readonly behaviour: readonly RatingOrNone[];
  readonly predicate: string;
}

const names = [
  'Melati Siregar, A.Md.Kes.',
  'Siti Wahyuni, A.Md.Keb.',
  'Rosmawati Hutagalung, S.Tr.Keb.',
  'Dewi Anggraini, A.Md.Keb.',
  'Sari Dewi Lumban Gaol, S.Tr.Keb.',
  'Nurjanah, A.Md.Keb.',
  'Yanti Marpaung, A.Md.Keb.',
  'Intan Permata Sari, S.Gz.',
  'Wahyu Hidayat, A.Md.Gz.',
  'Agus Salim Harahap, S.K.M.',
  'Rina Marlina, S.K.M.',
  'Eko Prasetyo, A.Md.KL.',
  'Mulyadi',
];
const units = ['Poli Gigi', 'KIA dan KB', 'Gizi', 'Kesling dan Promkes'];

/** As many people as asked for, always the same. */
export function people(many: number): Person[] {
  return Array.from({ length: many }, (_, place) => {
    const rate = (at: number): RatingOrNone => {
      const dice = (place * 7 + at * 5 + place * at) % 23;
      return dice === 0 ? 'below' : dice < 4 ? 'above' : 'meets';
    };
    const results = Array.from({ length: 4 + (place % 3) }, (__, at) => rate(at));
    const open = place % 13 === 4;
    return {
      key: `p${place}`,
      no: place + 1,
      name: names[place % names.length] ?? '',
      unit: units[Math.floor(place / 3) % units.length] ?? '',
      results,
      behaviour: Array.from({ length: 7 }, (__, at) => (open && at > 3 ? 'unrated' : rate(at + 9))),
      predicate: open ? '9 dari 12' : results.includes('below') ? 'Butuh Perbaikan' : 'Baik',
    };
  });
}
