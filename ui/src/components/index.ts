/** The parts that screens are made of. Screens import from here alone. */
export { default as Acts } from './act/Acts.svelte';
export { default as Button } from './act/Button.svelte';
export { default as GoLink } from './act/GoLink.svelte';
export { default as KeyCap } from './act/KeyCap.svelte';
export { default as Segments } from './act/Segments.svelte';

export { default as CheckField } from './field/CheckField.svelte';
export { default as ChoiceField } from './field/ChoiceField.svelte';
export { default as DateField } from './field/DateField.svelte';
export { default as NipRepair } from './field/NipRepair.svelte';
export { default as NumberField } from './field/NumberField.svelte';
export { default as PasswordField } from './field/PasswordField.svelte';
export { default as SearchBox } from './field/SearchBox.svelte';
export { default as SelectField } from './field/SelectField.svelte';
export { default as TextArea } from './field/TextArea.svelte';
export { default as TextField } from './field/TextField.svelte';
export type { Option } from './field/field';

export { default as DropZone } from './file/DropZone.svelte';
export { default as FilePick } from './file/FilePick.svelte';

export { default as AppFrame } from './frame/AppFrame.svelte';
export { default as OfflineChip } from './frame/OfflineChip.svelte';
export { default as PickMenu } from './frame/PickMenu.svelte';
export { default as Screen } from './frame/Screen.svelte';
export { default as SearchField } from './frame/SearchField.svelte';
export { default as StartFrame } from './frame/StartFrame.svelte';
export { default as Toolbar } from './frame/Toolbar.svelte';
export type { NavItem } from './frame/frame';

export { default as Dialog } from './message/Dialog.svelte';
export { default as EmptyState } from './message/EmptyState.svelte';
export { default as Job } from './message/Job.svelte';
export { default as Notice } from './message/Notice.svelte';
export { default as Refusal } from './message/Refusal.svelte';
export { default as UndoToast } from './message/UndoToast.svelte';
export { default as Waiting } from './message/Waiting.svelte';

export { default as Facts } from './paper/Facts.svelte';
export { default as PaperPage } from './paper/PaperPage.svelte';
export { default as SignedPaperFields } from './paper/SignedPaperFields.svelte';
export { default as Sheet } from './paper/Sheet.svelte';

export { default as StrokeRows, type StrokeRow } from './people/StrokeRows.svelte';
export { default as Strokes } from './people/Strokes.svelte';
export { strokesOf, type Stroke } from './people/strokes';

export { default as PredicateBar } from './rating/PredicateBar.svelte';
export { default as RatingChoice, ratingOfKey } from './rating/RatingChoice.svelte';
export { default as RatingMark } from './rating/RatingMark.svelte';
export { default as WhyTable } from './rating/WhyTable.svelte';
export { ratings, type Rating, type RatingOrNone } from './rating/rating';

export { default as Chip } from './state/Chip.svelte';
export { default as SavedMark } from './state/SavedMark.svelte';
export { default as StateChip } from './state/StateChip.svelte';
export type { DocumentState } from './state/state';

export { default as StepList } from './steps/StepList.svelte';
export { default as StepStrokes } from './steps/StepStrokes.svelte';

export { default as DataTable } from './table/DataTable.svelte';
export { Blocks, blockSize } from './table/blocks.svelte';
export { default as DensityChoice } from './table/DensityChoice.svelte';
export { default as PlainTable } from './table/PlainTable.svelte';
export type { Column, Density, Sorting } from './table/table';

export * from './format';
