import t from 'tap'
import { transportConformance } from '../../test/conformance/transport.js'
import { Switchboard } from './transport.js'

const NO_LINK = 'nothing stands between the receivers of one process that could be cut'

transportConformance(
  t,
  'the embedded transport',
  async () => {
    const switchboard = new Switchboard({ againMs: 20 })
    return { join: (self) => switchboard.join(self), close: async () => {} }
  },
  {
    'gives up without a link what is sent, at once, and has the owner look when it stands again': NO_LINK,
    'goes on with what comes after the link was lost, for whoever took the partition': NO_LINK,
    'remembers what is taken and given back while the link is lost': NO_LINK,
    'loses nothing silently when links break again and again under load': NO_LINK,
    'does not wait for a link that hears nothing': NO_LINK,
    'closes in a few seconds over a link that hears nothing': NO_LINK,
  },
)
