/** Everything in English, for whoever asks for it. */
import exchangeEn from '../../../assets/texts/exchange.en.json';
import officeEn from '../../../assets/texts/office.en.json';
import { en } from './en';
import type { Words } from './index.svelte';

export const english: Words = { catalogue: en, codes: { ...exchangeEn, ...officeEn }, phrases: exchangeEn };
