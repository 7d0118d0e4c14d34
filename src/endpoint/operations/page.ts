import { AwsError } from '../aws-error.js';
import type { ServiceName } from '../protocol/models.js';
import { type Context, type MembersOf, type Operation, reads } from './operation.js';

/** The members by which an API pages its lists, and its error for a token that it has not given. */
interface Paging {
  readonly token: string;
  readonly most: string;
  readonly next: string;
  readonly code: string;
}

const PAGING: Readonly<Record<ServiceName, Paging>> = {
  ecs: { token: 'nextToken', most: 'maxResults', next: 'nextToken', code: 'InvalidParameterException' },
  autoscaling: { token: 'NextToken', most: 'MaxRecords', next: 'NextToken', code: 'InvalidNextToken' },
  ec2: { token: 'NextToken', most: 'MaxResults', next: 'NextToken', code: 'InvalidParameterValue' },
  cloudwatch: { token: 'NextToken', most: 'MaxRecords', next: 'NextToken', code: 'InvalidNextToken' },
  elasticloadbalancing: { token: 'Marker', most: 'PageSize', next: 'NextMarker', code: 'ValidationError' },
  'application-autoscaling': { token: 'NextToken', most: 'MaxResults', next: 'NextToken', code: 'InvalidNextTokenException' },
};

/**
 * Returns the maker of an API's reads whose answer is one list, a page at a time: `usual` items where the call has no number. The
 * members that page it are used without being named.
 */
export function listsOf(service: ServiceName, usual: number) {
  const { token, most, next: nextName, code } = PAGING[service];
  return <Input>(
    name: string,
    members: MembersOf<Input>,
    answer: (input: Input, context: Context) => readonly unknown[],
  ): Operation<Input> => {
    const { uses, ...others } = 'uses' in members ? members : { uses: members };
    return reads({ uses: [...uses, token, most] as (keyof Input & string)[], ...others }, (input, context) => {
      const paging = input as Readonly<Record<string, string & number>>;
      const { page, next } = pageOf(answer(input, context), { token: paging[token], most: paging[most] ?? usual, code });
      return { [name]: page, [nextName]: next };
    });
  };
}

/** Returns the part of a list that a call requests, and the token of the next; the token is the place in the list. */
export function pageOf<Item>(
  items: readonly Item[],
  { token, most, code }: { readonly token: string | undefined; readonly most: number; readonly code: string },
): { readonly page: readonly Item[]; readonly next: string | undefined } {
  const from =
    token === undefined
      ? 0
      : Number(
          Buffer.from(token, 'base64url')
            .toString('latin1')
            .replace(/^from /, ''),
        );
  if (!Number.isInteger(from) || from < 0 || (from > 0 && from >= items.length)) throw new AwsError(code, 'Invalid token');
  const until = from + most;
  return {
    page: items.slice(from, until),
    next: until < items.length ? Buffer.from(`from ${until}`, 'latin1').toString('base64url') : undefined,
  };
}
