/** What every field takes. */
export interface FieldProps {
  label: string;
  help?: string | undefined;
  /** What is wrong and how it becomes right, as a sentence. */
  error?: string | undefined;
  /** Says so beside the label. Fields are needed unless they say so. */
  optional?: boolean | undefined;
  /** The label is for screen readers alone: something visible already says it. */
  hideLabel?: boolean | undefined;
}

/** What ties a control to its label, help and error. */
export interface FieldWiring {
  id: string;
  'aria-invalid': 'true' | undefined;
  'aria-describedby': string | undefined;
}

/** One of several to choose from. */
export interface Option<Key extends string = string> {
  readonly key: Key;
  readonly label: string;
  /** A second line in quieter ink. */
  readonly detail?: string | undefined;
  /** Under which heading it stands in a list; those of one follow each other. */
  readonly group?: string | undefined;
}
