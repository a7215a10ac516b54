import {
  type Attribute, type ContentType, type RelationAttribute, type ScalarAttribute, systemAttributes,
} from '../../content-type';
import type { Dialect } from '../dialects/dialect';
import { joinName, snakeCase } from './names';
import { type Codec, createCodecs, readingUnreadableAsNull } from './values';

/** An attribute that is a column. */
export interface Field {
  name: string;
  column: string;
  attribute: ScalarAttribute;
  codec: Codec;
  /** The column in a select list, named after the attribute. */
  selected: string;
}

/** A foreign key in the model's own table. */
export interface ToOne {
  kind: 'toOne';
  name: string;
  target: Model;
  column: string;
}

/** The other side of a {@link ToOne}: its column, in the target's table. */
export interface ToMany {
  kind: 'toMany';
  name: string;
  target: Model;
  targetColumn: string;
}

/** Either side of a link table. */
export interface Linked {
  kind: 'linked';
  name: string;
  target: Model;
  table: string;
  ownColumn: string;
  targetColumn: string;
}

export type Relation = ToOne | ToMany | Linked;

/** An index: its name and its columns. */
export interface Index {
  name: string;
  columns: string[];
  unique: boolean;
}

/** A content type as the database layer sees it. */
export interface Model {
  uid: string;
  table: string;
  fields: Map<string, Field>;
  relations: Map<string, Relation>;
  /** The fields whose values must be decoded after reading. */
  decoded: Field[];
  /** The select list of all fields. */
  selectedFields: string;
  indexes: Index[];
}

/** The link table of a many-to-many relation and its columns, seen from the owning side. */
function linkOf(owner: ContentType, name: string, target: ContentType) {
  const ownerColumn = `${snakeCase(owner.info.singularName)}_id`;
  const targetColumn = `${snakeCase(target.info.singularName)}_id`;
  return {
    table: joinName(owner.collectionName, snakeCase(name), 'lnk'),
    ownerColumn,
    targetColumn: targetColumn === ownerColumn ? `inv_${targetColumn}` : targetColumn,
  };
}

/** The models of all content types, by uid. Throws an Error if a relation points to a content type or an attribute that does not exist. */
export function createModels(contentTypes: ContentType[], dialect: Dialect): Map<string, Model> {
  const codecs = createCodecs(dialect);
  const types = new Map(contentTypes.map((type) => [type.uid, type]));
  const models = new Map<string, Model>();
  for (const type of contentTypes) models.set(type.uid, createModel(type));
  for (const type of contentTypes) addRelations(type);
  return models;

  function createModel(type: ContentType): Model {
    const fields = new Map<string, Field>();
    const attributes: Record<string, Attribute> = { ...type.attributes, ...systemAttributes };
    for (const [name, attribute] of Object.entries(attributes)) {
      if (attribute.type === 'relation') continue;
      const column = snakeCase(name);
      const quoted = dialect.quote(column);
      const selected = `${dialect.read(attribute.type, quoted)} as ${dialect.quote(name)}`;
      const codec = codecs[attribute.type];
      fields.set(name, { name, column, attribute, codec: type.readsUnreadableAsNull ? readingUnreadableAsNull(codec) : codec, selected });
    }
    const all = [...fields.values()];
    return {
      uid: type.uid,
      table: type.collectionName,
      fields,
      relations: new Map(),
      decoded: all.filter((field) => field.codec.decode),
      selectedFields: all.map((field) => field.selected).join(', '),
      indexes: indexesOf(type, all),
    };
  }

  function indexesOf(type: ContentType, fields: Field[]): Index[] {
    const table = type.collectionName;
    const own = fields.filter((field) => field.attribute.unique || field.name === 'documentId').map((field) => ({
      name: joinName(table, field.column, 'unique'), columns: [field.column], unique: true,
    }));
    const declared = (type.indexes ?? []).map((index) => ({
      name: index.name, columns: index.columns, unique: index.type === 'unique',
    }));
    return [...own, ...declared];
  }

  function addRelations(type: ContentType): void {
    const model = models.get(type.uid)!;
    for (const [name, attribute] of Object.entries(type.attributes)) {
      if (attribute.type !== 'relation') continue;
      const relation = createRelation(type, name, attribute);
      model.relations.set(name, relation);
      // SQLite and PostgreSQL do not index foreign keys by themselves.
      if (relation.kind === 'toOne') {
        model.indexes.push({ name: joinName(model.table, relation.column, 'index'), columns: [relation.column], unique: false });
      }
    }
  }

  function createRelation(type: ContentType, name: string, attribute: RelationAttribute): Relation {
    const targetType = types.get(attribute.target);
    if (!targetType) throw new Error(`${type.uid}: ${name} points to ${attribute.target}, which does not exist`);
    const target = models.get(attribute.target)!;
    if (attribute.relation === 'manyToOne') return { kind: 'toOne', name, target, column: `${snakeCase(name)}_id` };

    const { mappedBy } = attribute;
    const inverse = mappedBy === undefined ? undefined : targetType.attributes[mappedBy];
    if (mappedBy !== undefined && (inverse?.type !== 'relation' || inverse.target !== type.uid)) {
      throw new Error(`${type.uid}: ${name} is mapped by ${mappedBy} of ${attribute.target}, which is not a relation to it`);
    }
    if (attribute.relation === 'oneToMany') {
      if (mappedBy === undefined) throw new Error(`${type.uid}: ${name} is oneToMany and needs mappedBy`);
      return { kind: 'toMany', name, target, targetColumn: `${snakeCase(mappedBy)}_id` };
    }
    if (mappedBy !== undefined) {
      const { table, ownerColumn, targetColumn } = linkOf(targetType, mappedBy, type);
      return { kind: 'linked', name, target, table, ownColumn: targetColumn, targetColumn: ownerColumn };
    }
    const { table, ownerColumn, targetColumn } = linkOf(type, name, targetType);
    return { kind: 'linked', name, target, table, ownColumn: ownerColumn, targetColumn };
  }
}
