/** Why one operation cannot become a tool. Thrown and caught inside this package only: the others go on. */
export class LeftOut extends Error {
  constructor(
    readonly code: string,
    readonly pointer: string,
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}
