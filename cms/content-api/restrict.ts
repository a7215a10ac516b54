import { type Content, narrowRead, narrowWrite, reachOf, type Change, type Filters, type Narrowed, type Query, type RestrictionDenial, type Restrictions } from '../../server/grant/restrictions';
import type { Restrictable, Where } from '../../server/host';
import type { Cms } from '../cms';
import { type ContentType, systemAttributes } from '../content-type';
import { ValidationError } from '../errors';
import { readFilters } from './read/filters';
import { ReadContext } from './read/read-context';
import { isExposed } from './read/readable-attributes';

type Types = Readonly<Record<string, ContentType>>;

/** This CMS has neither drafts nor locales: every record has this locale. */
const LOCALE = 'en';

const contents = new WeakMap<Types, Content>();

/** The content types as restrictions see them. */
export function contentOf(types: Types): Content {
  const known = contents.get(types);
  if (known !== undefined) return known;
  const shapes = Object.values(types).map(({ uid, attributes }) => [uid, { attributes: { ...systemAttributes, ...attributes }, isLocalized: true }] as const);
  const content: Content = { types: Object.fromEntries(shapes), locales: [LOCALE], defaultLocale: LOCALE };
  contents.set(types, content);
  return content;
}

/** Enforces the restrictions of a request's token: see `server/grant/restrictions`. */
export class ContentRestrictions {
  private readonly content: Content;

  /** @param toError Creates the error for a denial. */
  constructor(private readonly db: Cms['db'], private readonly types: Types, private readonly restrictions: Restrictions, private readonly toError: (denial: RestrictionDenial) => Error) {
    this.content = contentOf(types);
  }

  /** Narrows a query to what the token may read. Throws a 403 if it names anything else. */
  async narrowRead(query: Query, { uid }: ContentType, context: ReadContext): Promise<Query> {
    return this.allowed(narrowRead(query, uid, this.restrictions, this.content, await mayFind(query, context))).query;
  }

  /** Narrows what a change returns to what the token may read. Throws a 403 if the token may not make the change. */
  async narrowWrite(change: Change, { uid }: ContentType, context: ReadContext): Promise<Change> {
    return this.allowed(narrowWrite(change, uid, this.restrictions, this.content, await mayFind(change.query, context)));
  }

  /** The condition on records that the token may change or refer to; null for all. */
  rowsOf({ uid }: ContentType): Promise<Where> | null {
    const { reach } = this.allowed(reachOf(uid, this.restrictions, this.content));
    return reach === null ? null : this.compiled(reach, uid);
  }

  /** Conditions that are the restrictions' own, compiled; undefined for a client's. */
  ownConditions(filters: object, { uid }: ContentType): Promise<Where> | undefined {
    const { reach } = this.allowed(reachOf(uid, this.restrictions, this.content));
    return filters === reach ? this.compiled(reach, uid) : undefined;
  }

  /** Whether the token may read an attribute of a type. */
  mayRead(uid: string, name: string): boolean {
    const read = this.restrictions.types?.[uid]?.read;
    return read === undefined || name === 'id' || name === 'documentId' || read.includes(name);
  }

  deny(denial: RestrictionDenial): Error {
    return this.toError(denial);
  }

  private allowed<Asked>(narrowed: Narrowed<Asked>): Asked {
    if (narrowed.denial !== undefined) throw this.toError(narrowed.denial);
    return narrowed as Asked;
  }

  /** If the conditions no longer fit the fields, the request is denied: the client did not write them, so they are not its error. */
  private async compiled(reach: Filters, uid: string): Promise<Where> {
    let where = conditions.get(reach);
    if (where === undefined) {
      where = fitting(this.db, this.types, uid, reach);
      conditions.set(reach, where);
      where.catch(() => conditions.delete(reach));
    }
    const fits = await where;
    if (fits === null) throw this.toError({ restriction: 'row' });
    return fits;
  }
}

/** Compiled conditions by those of restrictions; null if they do not fit the fields. */
const conditions = new WeakMap<Filters, Promise<Where | null>>();

async function fitting(db: Cms['db'], types: Types, uid: string, reach: Filters): Promise<Where | null> {
  try {
    const where = await compileWhere(types, uid, reach);
    await db.query(uid).findOne({ where, select: ['id'] });
    return where;
  } catch (error) {
    if (error instanceof ValidationError) return null;
    throw error;
  }
}

/** Compiles conditions without regard to the caller's permissions. */
function compileWhere(types: Types, uid: string, where: Filters): Promise<Where> {
  return readFilters(where, types[uid]!, new ReadContext(types, async (target) => isExposed(target)));
}

/** Only `populate=*` needs this: relations requested by name are checked when they are read. */
async function mayFind({ populate }: Query, context: ReadContext): Promise<((uid: string) => boolean) | undefined> {
  if (populate === undefined) return undefined;
  const uids = Object.keys(context.types).filter(isExposed);
  const answers = await Promise.all(uids.map((uid) => context.mayFind(uid)));
  const findable = new Set(uids.filter((_, index) => answers[index]));
  return (uid) => findable.has(uid);
}

const CORE = { collectionType: ['find', 'findOne', 'create', 'update', 'delete'], singleType: ['find', 'update', 'delete'] };

/** What tokens of this CMS can be restricted to. */
export function createRestrictable({ db, contentTypes }: Pick<Cms, 'db' | 'contentTypes'>): Restrictable {
  const exposed = Object.values(contentTypes).filter(({ uid }) => isExposed(uid));
  const actions = new Set(exposed.flatMap(({ uid, kind }) => CORE[kind].map((action) => `${uid}.${action}`)));
  return {
    content: () => contentOf(contentTypes),
    isType: isExposed,
    isAction: (action) => actions.has(action),
    async tryWhere(uid, where) {
      try {
        await db.query(uid).count({ where: await compileWhere(contentTypes, uid, where) });
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        throw new ValidationError(`restrictions.types.${uid}.where has a value that does not fit its field: ${error.message}`);
      }
    },
  };
}
