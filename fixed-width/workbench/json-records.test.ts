import t from 'tap'
import { JsonWrong, jsonRecords } from './json-records.js'

const DOCUMENT = `{"layout":"ktl", "records":[
  {"record":"a","text":"] } \\" \\\\"}, {"record":"b","list":[1,[2]],"o":{"x":"{"}}
 ], "counts":{"a":1}, "problems":[]}
`

/** Every record, with the text given in pieces of this size. */
function read(text: string, size: number) {
  const reader = jsonRecords()
  const records: unknown[] = []
  for (let at = 0; at < text.length; at += size) records.push(...reader.push(text.slice(at, at + size)))
  records.push(...reader.end())
  return { records, layout: reader.layout }
}

t.test('a document gives the records of its list and its layout, wherever the text is cut', async (t) => {
  const whole = JSON.parse(DOCUMENT)
  for (const size of [1, 2, 3, 7, 64, 1000]) t.same(read(DOCUMENT, size), { records: whole.records, layout: 'ktl' })
  t.same(read('{"records":[]}', 5), { records: [], layout: undefined })
  t.same(read('{"records":[{"record":"a"}],"layout":"hub-gl"}', 4).layout, 'hub-gl', 'the layout may stand behind')
})

t.test('objects one after the other are records, and no text is no records', async (t) => {
  const lines = '{"record":"a","list":[1]}\n\n{"record":"b"}\r\n{"record":"c"}'
  for (const size of [1, 5, 1000])
    t.same(read(lines, size).records, [{ record: 'a', list: [1] }, { record: 'b' }, { record: 'c' }])
  t.same(read('\n', 1).records, [])
})

t.test('what is neither is refused, and nothing of a list is passed over', async (t) => {
  for (const [text, reason] of [
    ['{', 'it ends too early, so it is no JSON'],
    ['{"record":"a"', 'it ends too early, so it is no JSON'],
    ['[]', 'there is no list "records"'],
    ['{"layout":"ktl"}', 'there is no list "records"'],
    ['records', 'it is no JSON'],
    ['{"record":x}', 'it is no JSON'],
    ['}', 'it is no JSON'],
    ['{"records":[5]}', 'the list "records" holds something that is no record'],
    ['{"records":["a"]}', 'the list "records" holds something that is no record'],
    ['{"records":[[1]]}', 'the list "records" holds something that is no record'],
    ['{"records":[{},,{}]}', 'the list "records" holds something that is no record'],
    ['{"records":[{}{}]}', 'the list "records" holds something that is no record'],
    ['{"records":[{},]}', 'it is no JSON'],
    ['{"records":[{}] "x"}', 'it is no JSON'],
    ['{"records":[]} {"record":"a"}', 'something follows the document'],
  ] as const) {
    for (const size of [1, 1000]) {
      t.throws(() => read(text, size), new JsonWrong(reason), text)
    }
  }
})

t.test('a document of any size keeps only the record it is in', async (t) => {
  const reader = jsonRecords()
  reader.push('{"records":[')
  let count = 0
  const line = `{"record":"a","text":"${'x'.repeat(1000)}"}`
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < 50_000; i++) count += reader.push(`${i === 0 ? '' : ','}${line}`).length
  reader.push(']}')
  reader.end()
  t.equal(count, 50_000)
  t.ok(process.memoryUsage().heapUsed - before < 40e6, '50 MB of text leave nothing behind')
})

t.test('a record without an end is refused before it takes the memory', async (t) => {
  const reader = jsonRecords()
  reader.push('{"records":[{"record":"')
  const piece = 'x'.repeat(1024 * 1024)
  t.throws(() => {
    for (let i = 0; i < 20; i++) reader.push(piece)
  }, new JsonWrong('one record has more than 16777216 characters'))
})
