import t from 'tap'
import { amountOf, minorUnitDigits, minorUnitsOf, sumOf } from './money.js'

t.test('an amount is as many of its currency’s smallest units, exactly', async (t) => {
  for (const [value, Ccy, units] of [
    ['18.150', 'EUR', 1815n],
    ['18.15', 'EUR', 1815n],
    ['0.00001', 'EUR', undefined],
    ['10000000', 'JPY', 10000000n],
    ['1.5', 'JPY', undefined],
    ['1.500', 'KWD', 1500n],
    ['999999999999999.99', 'EUR', 99999999999999999n],
    ['x', 'EUR', undefined],
  ] as const) {
    if (units === undefined) t.throws(() => minorUnitsOf({ value, Ccy }), { code: 'HUB_XML_MONEY' }, `${value} ${Ccy}`)
    else t.equal(minorUnitsOf({ value, Ccy }), units, `${value} ${Ccy}`)
  }
})

t.test('smallest units are an amount with the currency’s own digits', async (t) => {
  t.same(amountOf(1815n, 'EUR'), { value: '18.15', Ccy: 'EUR' })
  t.same(amountOf(5n, 'EUR'), { value: '0.05', Ccy: 'EUR' })
  t.same(amountOf(500n, 'JPY'), { value: '500', Ccy: 'JPY' })
  t.same(amountOf(1n, 'KWD'), { value: '0.001', Ccy: 'KWD' })
  t.same(['EUR', 'JPY', 'TND', 'CLF'].map(minorUnitDigits), [2, 0, 3, 4])
})

t.test('sums are exact, and have no zeros at their end', async (t) => {
  t.equal(sumOf(['0.1', '0.2']), '0.3')
  t.equal(sumOf(['10000000', '500000', '1000000']), '11500000')
  t.equal(sumOf(['99.50', '0.50']), '100')
  t.equal(sumOf(['-1.00', '0.5']), '-0.5')
  t.equal(sumOf([]), '0')
  t.throws(() => sumOf(['1,5']), { code: 'HUB_XML_MONEY' })
})
