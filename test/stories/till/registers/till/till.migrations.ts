import { defineMigrations } from '../../../../../adapters/database/migrations.js'

export const migrations = defineMigrations('till', {
  '0001-sale': (db, type) =>
    db.schema
      .createTable('till_sale')
      .addColumn('message', type.id, (column) => column.primaryKey().notNull())
      .addColumn('till', type.text(10), (column) => column.notNull())
      .addColumn('n', type.integer, (column) => column.notNull())
      .addColumn('place', type.integer, (column) => column.notNull()),
  '0002-sale-till': (db) => db.schema.createIndex('till_sale_till').on('till_sale').columns(['till', 'place']),
  '0003-count': (db, type) =>
    db.schema
      .createTable('till_count')
      .addColumn('till', type.text(10), (column) => column.primaryKey().notNull())
      .addColumn('value', type.integer, (column) => column.notNull()),
})
