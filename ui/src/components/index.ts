/** The parts that screens are made of. Screens import from here alone. */
export { default as Button } from './act/Button.svelte';
export { default as GoLink } from './act/GoLink.svelte';
export { default as KeyCap } from './act/KeyCap.svelte';
export { default as Segments } from './act/Segments.svelte';

export { default as CheckField } from './field/CheckField.svelte';
export { default as ChoiceField } from './field/ChoiceField.svelte';
export { default as DateField } from './field/DateField.svelte';
export { default as NumberField } from './field/NumberField.svelte';
export { default as PasswordField } from './field/PasswordField.svelte';
export { default as SelectField } from './field/SelectField.svelte';
export { default as TextArea } from './field/TextArea.svelte';
export { default as TextField } from './field/TextField.svelte';
export type { Option } from './field/field';

export { default as AppFrame } from './frame/AppFrame.svelte';
export { default as OfflineChip } from './frame/OfflineChip.svelte';
export { default as Screen } from './frame/Screen.svelte';
export type { NavItem } from './frame/frame';

export { default as EmptyState } from './message/EmptyState.svelte';
export { default as Notice } from './message/Notice.svelte';
export { default as Refusal } from './message/Refusal.svelte';

export { default as Sheet } from './paper/Sheet.svelte';

export { default as RatingChoice, ratingOfKey } from './rating/RatingChoice.svelte';
export { default as RatingMark } from './rating/RatingMark.svelte';
export { ratings, type Rating, type RatingOrNone } from './rating/rating';

export { default as Chip } from './state/Chip.svelte';
export { default as SavedMark } from './state/SavedMark.svelte';
export { default as StateChip } from './state/StateChip.svelte';
export type { DocumentState } from './state/state';
