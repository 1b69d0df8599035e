import { type Static, Type } from 'typebox'
import { schema } from '../../bus/ends.js'
import { MessageId } from './accepted.js'

export const MessageQuery = schema(
  Type.Object({ messageId: MessageId }, { $id: 'MessageQuery', additionalProperties: false }),
)
export type MessageQuery = Static<typeof MessageQuery>

const Time = (description: string) => Type.String({ format: 'date-time', description })

export const MessageFate = schema(
  Type.Object(
    {
      messageId: MessageId,
      correlationId: Type.String(),
      flow: Type.String({ description: 'What it goes through, `<pack>/<name>`.' }),
      state: Type.Union(
        [
          Type.Literal('ready'),
          Type.Literal('waiting'),
          Type.Literal('retrying'),
          Type.Literal('in-doubt'),
          Type.Literal('gathering'),
          Type.Literal('splitting'),
          Type.Literal('held'),
          Type.Literal('done'),
          Type.Literal('dropped'),
          Type.Literal('dead-letter'),
        ],
        {
          description:
            'ready (its turn comes), waiting and retrying (until `due`), in-doubt (an operator decides), gathering (until others come, or until `due`), splitting (until its parts have ended), held (a part whose whole is still being split); and its ends: done, dropped (`reason` says why), dead-letter (the hub gave up; an operator can send it again).',
        },
      ),
      acceptedAt: Time('When it was durably accepted.'),
      endedAt: Type.Optional(Time('When it ended.')),
      due: Type.Optional(Time('When a waiting, retrying or gathering one goes on at the latest.')),
      tries: Type.Integer({ minimum: 0, description: 'Tries of the present failure, the first included.' }),
      reason: Type.Optional(Type.String({ description: 'Why it was dropped.' })),
      code: Type.Optional(Type.String({ description: 'Code of what it failed on; see docs/errors.md.' })),
      answer: Type.Optional(Type.Unknown({ description: 'What the flow answered. Only for the client that asked.' })),
    },
    { $id: 'MessageFate', additionalProperties: false, description: 'What became of an accepted message.' },
  ),
)
export type MessageFate = Static<typeof MessageFate>
