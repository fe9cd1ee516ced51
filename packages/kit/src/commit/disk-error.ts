import { UserError } from '../errors.js';
import { errorCode } from './error-code.js';

/** What a disk refuses, as a message for the user; any other error as it is. */
export function diskError(error: unknown): unknown {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new UserError('the disk is full; nothing was changed', 'make room and run it again');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new UserError(
        'the output folder cannot be written; nothing was changed',
        'check its owner and permissions, or choose another --output',
      );
    default:
      return error;
  }
}
