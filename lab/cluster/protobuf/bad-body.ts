import { ApiError } from '../objects/status.ts';

/** The refusal of a body that says it is protobuf and cannot be read as that. */
export function badBody(problem: string): ApiError {
  return new ApiError(400, 'BadRequest', `unable to decode the protobuf body: ${problem}`);
}
