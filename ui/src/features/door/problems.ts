/** What is still missing before a step can be left. */
import { count, text } from '../../i18n/index.svelte';
import { passphraseProblem } from './passphrase';
import { LONGEST, type Setup } from './setup.svelte';

/** A text that must be there and fit. */
export function lineProblem(typed: string): string | undefined {
  const length = [...typed.trim()].length;
  if (length === 0) return text('setup.missing');
  return length > LONGEST ? text('setup.long', { count: count(length), most: count(LONGEST) }) : undefined;
}

export function isOfficeComplete({ typed: { name, region, place } }: Setup): boolean {
  return ![name, region, place].some(lineProblem);
}

export function loginProblem(setup: Setup, who: 'head' | 'operator'): string | undefined {
  const { head, operator } = setup.typed;
  const own = setup.typed[who].login;
  const same = who === 'operator' && own.trim().toLowerCase() === head.login.trim().toLowerCase() && operator.login !== '';
  return lineProblem(own) ?? (same ? text('setup.people.login.same') : undefined);
}

export function peopleProblems(setup: Setup): boolean {
  const { typed } = setup;
  const problems = [
    lineProblem(typed.head.name),
    lineProblem(typed.head.nip),
    loginProblem(setup, 'head'),
    passphraseProblem(setup.headPassword),
    setup.headPassword !== setup.headAgain,
  ];
  if (typed.withOperator) {
    problems.push(
      lineProblem(typed.operator.name),
      loginProblem(setup, 'operator'),
      passphraseProblem(setup.operatorPassword),
      setup.operatorPassword !== setup.operatorAgain,
    );
  }
  return problems.some(Boolean);
}
