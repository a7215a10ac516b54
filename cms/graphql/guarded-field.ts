import type { GraphQLFieldConfig, GraphQLFieldResolver } from 'graphql';
import type { Cms } from '../cms';
import type { ReadContext } from '../content-api/read/read-context';
import { CmsError, type HttpError } from '../errors';
import type { Batches } from './batches';

/** The context of resolvers: one for all operations of a request. */
export interface GraphqlContext {
  /** `ctx.state.auth`. */
  auth: unknown;
  read: ReadContext;
  batches: Batches;
}

type Resolver<Source> = GraphQLFieldResolver<Source, GraphqlContext>;

/** A field of the schema. */
export type Field = GraphQLFieldConfig<any, GraphqlContext>;

/** A field that counts as a record of the request, and is null, with the error `Forbidden access`, if the caller may not do `action`. */
export function guardedField<Source>(
  cms: Pick<Cms, 'auth'>, action: string, shape: Omit<Field, 'resolve'>, resolve: Resolver<Source>,
): Field {
  return {
    ...shape,
    async resolve(source, args, context, info) {
      // Before awaiting anything: the fields of ten thousand records are resolved in one go.
      context.read.spendRecords(1);
      try {
        await cms.auth.verify(context.auth, { scope: [action] });
      } catch (error) {
        const { status, details } = error as Partial<HttpError>;
        throw status === 403 ? new CmsError(403, 'ForbiddenError', 'Forbidden access', details) : error;
      }
      return resolve(source, args, context, info);
    },
  };
}
