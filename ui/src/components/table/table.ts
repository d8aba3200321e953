/** What a table shows of its rows. */
export interface Column<Row> {
  readonly key: string;
  /** On the head; short where the column is narrow, then `name` says it in full. */
  readonly head: string;
  readonly name?: string | undefined;
  /** The words of the cell. Without it the table's `cell` snippet draws the cell. */
  readonly text?: ((row: Row) => string) | undefined;
  /** Makes the column sortable. */
  readonly sortBy?: ((row: Row) => string | number) | undefined;
  /** In rem. Columns without a width share what is left. */
  readonly width?: number | undefined;
  readonly align?: 'start' | 'center' | 'end' | undefined;
  /** Columns beside each other with the same group have one head above theirs. */
  readonly group?: string | undefined;
  /** A heavier line before it. */
  readonly ruled?: boolean | undefined;
  /** On darker ground: what sums up. */
  readonly shaded?: boolean | undefined;
  /** The name of the row: stays in sight when the rest is scrolled sideways. The first column unless another says so. */
  readonly names?: boolean | undefined;
  /** Arrows pass it by when they go through cells. */
  readonly passed?: boolean | undefined;
  /** This cell asks for a look: boxed, on soft ground. */
  readonly looks?: ((row: Row) => boolean) | undefined;
}

export interface Sorting {
  readonly key: string;
  readonly descending: boolean;
}

export type Density = 'roomy' | 'dense';

/** Lega and Rapat, in rem. The same values as the tokens `--row-roomy` and `--row-dense`. */
export const rowHeights: Readonly<Record<Density, number>> = { roomy: 2.75, dense: 1.8125 };

/** Rows in the order asked for; rows that are equal keep theirs. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sorting: Sorting | undefined, locale: string): readonly Row[] {
  const sortBy = columns.find((column) => column.key === sorting?.key)?.sortBy;
  if (!sorting || !sortBy) return rows;
  const collator = new Intl.Collator(locale, { numeric: true });
  const direction = sorting.descending ? -1 : 1;
  return rows
    .map((row) => ({ row, by: sortBy(row) }))
    .sort((a, b) => direction * (typeof a.by === 'number' && typeof b.by === 'number' ? a.by - b.by : collator.compare(String(a.by), String(b.by))))
    .map(({ row }) => row);
}

/** Neighbouring columns under one group, with how many they are. */
export function groupColumns<Row>(columns: readonly Column<Row>[]): { group: string | undefined; first: Column<Row>; span: number }[] {
  const groups: { group: string | undefined; first: Column<Row>; span: number }[] = [];
  for (const column of columns) {
    const last = groups.at(-1);
    if (last && column.group !== undefined && last.group === column.group) last.span += 1;
    else groups.push({ group: column.group, first: column, span: 1 });
  }
  return groups;
}
