import { type Static, Type } from 'typebox'
import { HistoryOptions, type HistorySettings } from '../bus/history.js'
import type { Setting } from '../bus/settings.js'

const time = (value: string, description: string) =>
  Type.String({
    default: value,
    pattern: '^\\d+(\\.\\d+)?(ms|s|m|h|d)$',
    description: `${description} Such as 500ms, 30s, 5m, 24h or 400d.`,
  })
const count = (value: number, maximum: number, description: string, minimum = 1) =>
  Type.Integer({ default: value, minimum, maximum, description })

/** The hub's own settings. Each is HUB_<NAME> in the environment; each default is written here and nowhere else. */
export const HubSettings = Type.Object(
  {
    profile: Type.Union([Type.Literal('development'), Type.Literal('production')], {
      default: 'development',
      description: 'production refuses options that are only good for trying out.',
    }),
    data: Type.String({ default: 'data', minLength: 1, description: 'Folder of the books; one running hub each.' }),
    books: Type.Optional(
      Type.Union([Type.Literal('sqlite'), Type.Literal('mysql')], {
        description:
          'Where the books are: a file in the data folder, or a MariaDB/MySQL server, which several processes may share. ' +
          'sqlite unless HUB_TRANSPORT is rabbitmq.',
      }),
    ),
    booksUrl: Type.Optional(
      Type.String({
        pattern: '^(mysql|mariadb)://[^/]+/[A-Za-z0-9_$-]+(\\?.*)?$',
        'x-secret': true,
        description: 'The database server, as mysql://user:password@host:3306/database; ?tls=true encrypts.',
      }),
    ),
    transport: Type.Union([Type.Literal('embedded'), Type.Literal('rabbitmq')], {
      default: 'embedded',
      description: 'How processes that share books tell each other of messages; embedded is for one process alone.',
    }),
    amqpUrl: Type.Optional(
      Type.String({
        pattern: '^amqps?://[^/]+(/.*)?$',
        'x-secret': true,
        description:
          'The RabbitMQ server, as amqp://user:password@host:5672/vhost; amqps://…?ca=/path/ca.pem encrypts.',
      }),
    ),
    amqpPrefix: Type.String({
      default: 'dromedary',
      pattern: '^[a-z][a-z0-9_.-]{0,39}$',
      description: 'What the names of queues and exchanges begin with; another one for each hub on a broker.',
    }),
    amqpChannels: Type.Optional(
      Type.String({
        pattern: '^[^,\\s]+(,[^,\\s]+)*$',
        description: 'Channels that other applications may publish to over AMQP, with commas between.',
      }),
    ),
    amqpAnnouncements: Type.Optional(
      Type.String({
        pattern: '^[^,\\s]+(,[^,\\s]+)*$',
        description: 'Topics that other applications may listen to over AMQP, with commas between.',
      }),
    ),
    lease: time('5s', 'How long a process that shares the books may be silent before others run what it ran.'),
    standDown: time(
      '0s',
      'How long after SIGTERM calls are still taken while /health/ready says no, for a balancer to turn away.',
    ),
    plainHosts: Type.Optional(
      Type.String({
        pattern: '^[^,\\s]+(,[^,\\s]+)*$',
        description:
          'Hosts that the production profile lets be spoken to without encryption, because the network between is private.',
      }),
    ),
    host: Type.String({ default: '127.0.0.1', minLength: 1, description: 'Address to listen on.' }),
    port: count(8080, 65_535, 'Port to listen on; 0 takes a free one.', 0),
    publicUrl: Type.Optional(
      Type.String({
        format: 'uri',
        pattern: '^https?://[^?#]+$',
        description: 'Address under which browsers and partners reach this hub.',
      }),
    ),
    logLevel: Type.Union(
      [
        Type.Literal('debug'),
        Type.Literal('info'),
        Type.Literal('warn'),
        Type.Literal('error'),
        Type.Literal('silent'),
      ],
      { default: 'info', description: 'The least that is logged.' },
    ),
    metrics: Type.Boolean({ default: true, description: 'Whether GET /metrics gives figures to Prometheus.' }),
    metricsPort: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 65_535,
        description:
          'Port of 127.0.0.1 that gives /metrics without a key, for a scraper on this machine; 0 takes a free one.',
      }),
    ),
    otlpUrl: Type.Optional(
      Type.String({
        format: 'uri',
        pattern: '^https?://[^?#]+$',
        description:
          'Address of an OTLP/HTTP collector that takes spans, such as http://127.0.0.1:4318; none are made without it.',
      }),
    ),
    otlpHeaders: Type.Optional(
      Type.String({
        pattern: '^[^=,]+=[^,]*(,[^=,]+=[^,]*)*$',
        'x-secret': true,
        description: 'Headers for that collector, as name=value with commas between.',
      }),
    ),
    traceRatio: Type.Number({
      default: 1,
      minimum: 0,
      maximum: 1,
      description: 'Share of the traces begun here that are kept. What a caller decided goes before it.',
    }),
    serviceName: Type.String({
      default: 'dromedary',
      minLength: 1,
      maxLength: 100,
      description: 'The name under which spans tell of this hub.',
    }),
    drain: time('30s', 'How long SIGTERM waits for what is running.'),
    backlogLimit: count(1_000_000, 1_000_000_000, 'Living messages above which new ones are refused with 503.'),
    concurrency: count(256, 10_000, 'Runs at one time per flow.'),
    onceKeep: time('400d', 'How long the once-keys of changes and of accepted messages are kept.'),
    ...HistoryOptions,
    auditKeep: time('400d', 'How long the audit is kept: what operators and clients did.'),
    readDeadline: time('30s', 'How long a reading from outside may take.'),
    changeDeadline: time('5s', 'How long the apply of a change may take before it is rolled back.'),
    askWithin: time('10s', 'How long a caller is kept waiting for an answer before it gets 202.'),
    bodyBytes: count(1_048_576, 1_073_741_824, 'Bytes the body of a request may have.'),
    requestTime: time('30s', 'A request has arrived whole within this time.'),
    answerTime: time('60s', 'A request is answered within this time.'),
    maxConnections: count(10_000, 1_000_000, 'HTTP connections at one time.'),
    docs: Type.Boolean({ default: true, description: 'Whether /docs shows the operations to people.' }),
  },
  { additionalProperties: false },
)
export type HubSettings = Static<typeof HubSettings>

/** What the settings say of history. */
export function historyOf({ historyKeep, historyFor, historyBudget, historyFlows }: HubSettings): HistorySettings {
  const flows = historyFlows as HistorySettings['flows']
  return { keep: historyKeep, for: historyFor, budget: historyBudget, ...(flows === undefined ? {} : { flows }) }
}

/** The settings of one connection as they were found. */
export interface ConnectionSettings {
  readonly name: string
  readonly adapter: string
  readonly settings: readonly Setting[]
}
