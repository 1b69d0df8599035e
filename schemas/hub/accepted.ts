import { type Static, Type } from 'typebox'
import { schema } from '../../bus/ends.js'

export const MessageId = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: 'A UUID in lower case.',
})

/** The answer 202: the hub has the message and will not lose it. */
export const Accepted = schema(
  Type.Object(
    { messageId: MessageId },
    {
      $id: 'Accepted',
      additionalProperties: false,
      description: 'The message is durably accepted. `GET /messages/{messageId}` tells what becomes of it.',
    },
  ),
)
export type Accepted = Static<typeof Accepted>
