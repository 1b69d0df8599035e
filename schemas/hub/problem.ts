import { type Static, Type } from 'typebox'
import { schema } from '../../bus/ends.js'

export const Problem = schema(
  Type.Object(
    {
      type: Type.String({ description: '`urn:dromedary:problem:` and the code.' }),
      title: Type.String({ description: 'What the status means.' }),
      status: Type.Integer({ description: 'The HTTP status again.' }),
      detail: Type.String({
        description: 'What was allowed and what came, for people. Never a secret or a personal value.',
      }),
      instance: Type.String({
        description: '`urn:dromedary:request:` and the id of the request, which the log knows.',
      }),
      code: Type.String({ pattern: '^HUB_[A-Z0-9_]+$', description: 'Stable, for programs; see docs/errors.md.' }),
      messageId: Type.Optional(Type.String({ description: 'The message that the call became before it was dropped.' })),
      errors: Type.Optional(
        Type.Array(
          Type.Object(
            {
              pointer: Type.Optional(
                Type.String({ description: 'JSON pointer into the request, as a fragment: `#/rows/0/amountCents`.' }),
              ),
              header: Type.Optional(Type.String({ description: 'Name of the header that is wrong.' })),
              detail: Type.String(),
            },
            { additionalProperties: false },
          ),
          { description: 'Every place that is wrong, at most 20.' },
        ),
      ),
    },
    { $id: 'Problem', additionalProperties: false, description: 'What went wrong (RFC 9457).' },
  ),
)
export type Problem = Static<typeof Problem>
