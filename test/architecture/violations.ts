import * as files from './files.js'
import {
  discoveredOnly,
  flowsKnowConnections,
  looksDown,
  noCycles,
  onlyTheRoofKnowsAll,
  packsKeepApart,
  type Rule,
  stands,
  type Tree,
  type Violation,
} from './floors.js'
import * as libraries from './libraries.js'
import { sourceOf } from './source.js'

/** Every rule by the name its test and its violations carry. */
export const RULES: Readonly<Record<string, Rule>> = {
  stands,
  looksDown,
  onlyTheRoofKnowsAll,
  noCycles,
  packsKeepApart,
  discoveredOnly,
  flowsKnowConnections,
  ...libraries,
  ...files,
}

/** The files of a house, read into their words once for all rules. */
const trees = new WeakMap<ReadonlyMap<string, string>, Tree>()

function treeOf(texts: ReadonlyMap<string, string>): Tree {
  const known = trees.get(texts)
  if (known !== undefined) return known
  const tree = new Map([...texts].map(([path, text]) => [path, sourceOf(path, text)]))
  trees.set(texts, tree)
  return tree
}

/** What is wrong with a house: its TypeScript files by their path from the root, with forward slashes. */
export function violations(
  texts: ReadonlyMap<string, string>,
  rules: Readonly<Record<string, Rule>> = RULES,
): readonly Violation[] {
  const tree = treeOf(texts)
  return Object.values(rules).flatMap((rule) => rule(tree))
}

/** A violation as one line: where, and what is wrong there. */
export const sentence = ({ file, line, says }: Violation) => `${file}${line === undefined ? '' : `:${line}`} ${says}`
