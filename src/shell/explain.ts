import * as v from 'valibot'

/** Faults named in one answer; more would help nobody. */
const ISSUES_MAX = 3

/** Which fields are at fault, and what was wanted: for whoever writes the client. */
export const explain = (issues: readonly v.BaseIssue<unknown>[]): string =>
  issues.slice(0, ISSUES_MAX).map(explainOne).join('; ')

/** One fault. Never what was given, which may be secret and is known to the sender. */
function explainOne(issue: v.BaseIssue<unknown>): string {
  const field = (v.getDotPath(issue) ?? 'the body').slice(0, 80)
  if (issue.expected === 'never') return `${field}: unknown field`
  if (issue.received === 'undefined') return `${field}: missing`
  return `${field}: ${issue.expected === null ? issue.message : `expected ${issue.expected}`}`
}
