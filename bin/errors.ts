import { HubError, neverSent } from '../bus/errors.js'

export const HUB_NO_BOOKS = (folder: string) =>
  new HubError(
    'HUB_NO_BOOKS',
    `there are no books in ${folder}: start a hub there with "dromedary start", or name its folder with --data`,
    neverSent,
  )
