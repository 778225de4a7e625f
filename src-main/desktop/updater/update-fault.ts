/** Why an update cannot be had, in a sentence for the user. */
export class UpdateFault extends Error {
  override readonly name = 'UpdateFault';
}
