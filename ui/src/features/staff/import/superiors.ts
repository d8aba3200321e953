/** Proposed superiors, by the superior: that is how an office knows who is under whom. */
import type { ProposedSuperior } from '../../../generated/commands';
import { groupBy } from './group';

export interface SuperiorGroup {
  readonly key: string;
  readonly superior: string;
  readonly reason: string;
  /** NIPs of those who have none. */
  readonly people: readonly string[];
}

export function groupBySuperior(proposals: readonly ProposedSuperior[]): readonly SuperiorGroup[] {
  return groupBy(proposals, ({ superior_nip, reason }) => `${superior_nip} ${reason}`).map(([key, group]) => ({
    key,
    superior: group[0]?.superior_nip ?? '',
    reason: group[0]?.reason ?? '',
    people: group.map(({ nip }) => nip),
  }));
}
