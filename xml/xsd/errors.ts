import { HubError, neverSent } from '../../bus/errors.js'
import type { XsdProblem } from './report.js'

const sentence = ({ schema, line, element, says }: XsdProblem) =>
  `line ${line}${element === '' ? '' : `, ${element}`}: ${says} (schema ${schema})`

export const HUB_XSD_INVALID = (problem: XsdProblem, count = 1) =>
  new HubError('HUB_XSD_INVALID', `${sentence(problem)}${count > 1 ? `; ${count - 1} more problems` : ''}`, {
    ...neverSent,
    details: { ...problem },
  })
export const HUB_XSD_NOT_XML = (problem: XsdProblem) =>
  new HubError('HUB_XSD_NOT_XML', sentence(problem), { ...neverSent, details: { ...problem } })
export const HUB_XSD_DTD = (problem: XsdProblem) =>
  new HubError('HUB_XSD_DTD', sentence(problem), { ...neverSent, details: { ...problem } })

/** The error that the first problem of a document is when nobody collects problems. */
export function errorOfProblems(problems: readonly XsdProblem[]): HubError {
  const first = problems[0]!
  if (first.code === 'HUB_XSD_INVALID') return HUB_XSD_INVALID(first, problems.length)
  return first.code === 'HUB_XSD_DTD' ? HUB_XSD_DTD(first) : HUB_XSD_NOT_XML(first)
}

export const HUB_XSD_SCHEMA = (schema: string, reason: string) =>
  new HubError('HUB_XSD_SCHEMA', `the XSD ${schema} cannot be used: ${reason}`, neverSent)
export const HUB_XSD_SIZE = (schema: string, bytes: number, mostBytes: number) =>
  new HubError(
    'HUB_XSD_SIZE',
    `a document of ${bytes} bytes was to be validated by ${schema}; at most ${mostBytes} bytes are validated at once`,
    neverSent,
  )
export const HUB_XSD_DEADLINE = (schema: string, deadlineMs: number) =>
  new HubError('HUB_XSD_DEADLINE', `validating by ${schema} took longer than ${deadlineMs} ms and was ended`, neverSent)
export const HUB_XSD_FAILED = (schema: string, reason: string) =>
  new HubError('HUB_XSD_FAILED', `the validator ended while it validated by ${schema}: ${reason}`, neverSent)
